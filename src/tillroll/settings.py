"""Settings: one frozen value from `tillroll.toml`, the environment and the command line.

What a person says nearest to the run wins: an option, then a variable, then the file, then the default. ``SETTINGS`` is
the one table of them: the reader, the messages, the options and the docs read it.
"""

import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tillroll.errors import ConfigurationError

CONFIG_FILE = "tillroll.toml"
CONFIG_VARIABLE = "TILLROLL_CONFIG"
_PASSWORD = re.compile(r"//[^/@]*:[^/@]*@|[?&](password|passwd|pwd)=", re.IGNORECASE)
_KEPT = re.compile(r"(secretsmanager|ssm):[\w/:.+=@!-]+")
_BUCKET = re.compile(r"s3://[a-z0-9][a-z0-9.-]+(/[\w./=-]*)?")
_ROLE = re.compile(r"default|arn:aws[\w-]*:iam::\d{12}:role/[\w/+=,.@-]+")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})", re.ASCII)
_LATEST_CUT_OFF = 12 * 60
_LONGEST_WAIT = 24 * 60 * 60.0
_SHORTEST_PAUSE = 0.1
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*", re.ASCII)
_DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+", re.ASCII)
_HOST = re.compile(r"[A-Za-z0-9.:_-]+", re.ASCII)
_STACK = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,127}", re.ASCII)
_LONGEST_RETENTION = 36525


@dataclass(frozen=True, slots=True)
class Settings:
    """How tillroll runs. Paths are complete; ``warehouse`` is a URL without a password."""

    warehouse: str
    password_file: Path | None
    postgres_credentials: str | None
    redshift_credentials: str | None
    redshift_staging: str | None
    redshift_role: str | None
    wait_seconds: float
    formats: Path | None
    branches: Path | None
    products: Path | None
    closures: Path | None
    time_zone: str
    cut_off_minutes: int
    archive: Path | None
    staged: str | None
    retention_days: int
    grace_minutes: int
    settle_seconds: float
    every_seconds: float
    has_log: bool
    accounts: Path | None
    smtp_host: str | None
    smtp_port: int
    smtp_user: str | None
    smtp_password_file: Path | None
    digest_sender: str | None
    digest_domains: tuple[str, ...]
    stack: str | None


@dataclass(frozen=True, slots=True)
class _Said:
    """What a person said of one setting, and where: paths are taken from ``folder``."""

    text: str
    folder: Path


def _url(said: _Said) -> str:
    if _PASSWORD.search(said.text):
        raise ValueError(
            "holds a password: take it out, because shells and logs keep URLs; "
            "the database's own password file or variable is the place for it"
        )
    if said.text.startswith(("postgresql://", "postgres://", "redshift://")):
        return _database(said.text)
    scheme, _, rest = said.text.partition(":///")
    if scheme != "duckdb" or rest in {"", ":memory:"}:
        raise ValueError(
            "names no warehouse: write it as duckdb:///tillroll.duckdb, or duckdb:////full/path, "
            "or postgresql://user@host/database, or redshift://user@host/database"
        )
    return f"{scheme}:///{said.folder / Path(rest).expanduser()}"


def _database(url: str) -> str:
    """A PostgreSQL URL: whom to ask for what; what its options mean, the driver knows."""
    if not urlsplit(url).path.strip("/"):
        raise ValueError(f"names no database: write it as {urlsplit(url).scheme}://user@host/database")
    return url


def _kept(said: _Said) -> str:
    if not _KEPT.fullmatch(said.text):
        raise ValueError("must be secretsmanager:NAME or ssm:NAME: the name of a secret, never the secret")
    return said.text


def _credentials(said: _Said) -> str:
    if said.text != "iam" and not _KEPT.fullmatch(said.text):
        raise ValueError("must be iam, secretsmanager:NAME or ssm:NAME: the name of a secret, never the secret")
    return said.text


def _bucket(said: _Said) -> str:
    if not _BUCKET.fullmatch(said.text):
        raise ValueError("names no place in S3: write it as s3://BUCKET/PREFIX")
    return said.text


def _role(said: _Said) -> str:
    if not _ROLE.fullmatch(said.text):
        raise ValueError("names no role: write its ARN, as arn:aws:iam::123456789012:role/NAME, or default")
    return said.text


def _path(said: _Said) -> Path:
    return said.folder / Path(said.text).expanduser()


def _place(said: _Said) -> str:
    return _bucket(said) if said.text.startswith("s3:") else str(_path(said))


def _folder(said: _Said) -> Path:
    path = _path(said)
    if not path.is_dir():
        raise ValueError("names no folder: make it, or correct the path")
    return path


def _file(said: _Said) -> Path:
    path = _path(said)
    if not path.is_file():
        raise ValueError("names no file: correct the path")
    return path


def _seconds(said: _Said) -> float:
    try:
        seconds = float(said.text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= _LONGEST_WAIT:
        raise ValueError("is no number of seconds from 0 to 86400: write it as 60")
    return seconds


def _pause(said: _Said) -> float:
    try:
        seconds = _seconds(said)
    except ValueError:
        seconds = 0.0
    if seconds < _SHORTEST_PAUSE:
        raise ValueError("is no number of seconds from 0.1 to 86400: write it as 5")
    return seconds


def _minutes(said: _Said) -> int:
    minutes = int(said.text) if said.text.isdecimal() and len(said.text) <= len("1440") else -1
    if not 0 <= minutes <= 24 * 60:
        raise ValueError("is no whole number of minutes from 0 to 1440: write it as 120")
    return minutes


def _days(said: _Said) -> int:
    days = int(said.text) if said.text.isdecimal() and len(said.text) <= len("36525") else 0
    if not 1 <= days <= _LONGEST_RETENTION:
        raise ValueError("is no whole number of days from 1 to 36525: write it as 2557")
    return days


def _zone(said: _Said) -> str:
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - only commands that ask for it wait for it

    try:
        return ZoneInfo(said.text).key
    except (KeyError, ValueError, OSError):
        raise ValueError("is no time zone: write its IANA name, as Europe/London") from None


def _clock(said: _Said) -> int:
    match = _CLOCK.fullmatch(said.text)
    minutes = int(match[1]) * 60 + int(match[2]) if match and int(match[2]) < 60 else -1  # noqa: PLR2004 - minutes
    if not 0 <= minutes <= _LATEST_CUT_OFF:
        raise ValueError("is no time from 00:00 to 12:00: write it as 04:00")
    return minutes


def _text_of(said: _Said) -> str:
    return said.text


def _host(said: _Said) -> str:
    if not _HOST.fullmatch(said.text):
        raise ValueError("is no host: write its name or address, as smtp.example.com")
    return said.text


def _port(said: _Said) -> int:
    port = int(said.text) if said.text.isdecimal() and len(said.text) <= len("65535") else 0
    if not 1 <= port <= 65535:  # noqa: PLR2004 - see the message
        raise ValueError("is no port from 1 to 65535: write it as 587")
    return port


def _address(said: _Said) -> str:
    if not _ADDRESS.fullmatch(said.text):
        raise ValueError("is no e-mail address: write it as tillroll@example.com")
    return said.text


def _domains(said: _Said) -> tuple[str, ...]:
    found = tuple(part.strip().lower() for part in said.text.split(",") if part.strip())
    if not all(_DOMAIN.fullmatch(part) for part in found):
        raise ValueError("is no list of domains: write it as example.com, example.org")
    return found


def _stack(said: _Said) -> str:
    if not _STACK.fullmatch(said.text):
        raise ValueError("is no name of a stack: letters, digits and hyphens, as tillroll-prod")
    return said.text


def _log(said: _Said) -> bool:
    words = {"json": True, "off": False}
    if said.text not in words:
        raise ValueError("must be json or off")
    return words[said.text]


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its key in ``tillroll.toml``, how a person writes it, and what it is for."""

    name: str
    field: str
    metavar: str
    help: str
    read: Callable[[_Said], Any]
    default: str | None = None
    has_option: bool = True
    empty: object = None

    @property
    def variable(self) -> str:
        """Its environment variable."""
        return f"TILLROLL_{self.name.upper()}"

    @property
    def option(self) -> str:
        """Its option on the command line."""
        return f"--{self.name.replace('_', '-')}"


SETTINGS: tuple[Setting, ...] = (
    Setting(
        *("warehouse", "warehouse", "URL"),
        "Where the sales go: duckdb:///FILE from here, duckdb:////FULL/PATH, postgresql://USER@HOST/DATABASE or "
        "redshift://USER@HOST/DATABASE.",
        _url,
        "duckdb:///tillroll.duckdb",
    ),
    Setting(
        *("password_file", "password_file", "FILE"),
        "A file with the database's password on its one line; PGPASSWORD and ~/.pgpass serve too.",
        _file,
        has_option=False,
    ),
    Setting(
        *("postgres_credentials", "postgres_credentials", "WHERE"),
        "Whence PostgreSQL's password comes, where AWS keeps it: ssm:NAME or secretsmanager:NAME.",
        _kept,
        has_option=False,
    ),
    Setting(
        *("redshift_credentials", "redshift_credentials", "WHERE"),
        "Whence Redshift's password comes: iam (a temporary one), secretsmanager:NAME or ssm:NAME.",
        _credentials,
        has_option=False,
    ),
    Setting(
        *("redshift_staging", "redshift_staging", "URL"),
        "The place in S3, s3://BUCKET/PREFIX, by way of which rows go to Redshift and come from it.",
        _bucket,
        has_option=False,
    ),
    Setting(
        *("redshift_role", "redshift_role", "ARN"),
        "The role by which Redshift reads and writes there; default is the cluster's own.",
        _role,
        "default",
        has_option=False,
    ),
    Setting(
        *("wait", "wait_seconds", "SECONDS"),
        "How long to wait while another tillroll holds the warehouse.",
        _seconds,
        "60",
    ),
    Setting("formats", "formats", "DIR", "A folder of till formats of your own, one TOML file each.", _folder),
    Setting("branches", "branches", "FILE", "Your branches; a branches.csv in the folder read serves too.", _file),
    Setting("products", "products", "FILE", "What items mean; a products.csv in the folder read serves too.", _file),
    Setting("closures", "closures", "FILE", "Planned closures; a closures.csv in the folder read serves too.", _file),
    Setting(
        *("time_zone", "time_zone", "ZONE"),
        "The chain's time zone, where neither branch nor till says another.",
        _zone,
        "Europe/London",
    ),
    Setting(
        *("cut_off", "cut_off_minutes", "HH:MM"),
        "When the trading date begins; a warehouse keeps one for good.",
        _clock,
        "04:00",
    ),
    Setting("archive", "archive", "DIR", "Move files there once they are loaded and need nobody.", _path),
    Setting(
        *("staged", "staged", "PLACE"),
        "Keep what was prepared in this folder or s3://BUCKET/PREFIX too, to make the warehouse anew from.",
        _place,
    ),
    Setting(
        *("retention", "retention_days", "DAYS"),
        "How long the staged form is kept: 2557 days are seven years.",
        _days,
        "2557",
        has_option=False,
    ),
    Setting(
        *("grace", "grace_minutes", "MINUTES"),
        "How long after 20:00, or after closing if that is later, a day's file may come and be in time.",
        _minutes,
        "120",
    ),
    Setting(
        *("settle", "settle_seconds", "SECONDS"),
        "How long a file must have stopped growing before watch takes it.",
        _seconds,
        "2",
    ),
    Setting(
        *("every", "every_seconds", "SECONDS"),
        "How often watch looks into its folders; less often where a look takes long.",
        _pause,
        "0.5",
    ),
    Setting("log", "has_log", "json|off", "JSON lines on stderr, as -v gives.", _log, "off", has_option=False),
    Setting(
        *("accounts", "accounts", "FILE"),
        "Who may sign in and who had the digest; else beside a DuckDB warehouse, or tillroll.accounts from here.",
        _path,
        has_option=False,
    ),
    Setting(
        *("smtp_host", "smtp_host", "HOST"),
        "The mail server for digests. Off this machine it must offer TLS.",
        _host,
        has_option=False,
    ),
    Setting(
        *("smtp_port", "smtp_port", "PORT"),
        "Its port: 465 speaks TLS from the start, others go over to it.",
        _port,
        "587",
        has_option=False,
    ),
    Setting(*("smtp_user", "smtp_user", "NAME"), "Who signs in there.", _text_of, has_option=False),
    Setting(
        *("smtp_password_file", "smtp_password_file", "FILE"),
        "A file with that password on its one line; the variable TILLROLL_SMTP_PASSWORD serves too.",
        _file,
        has_option=False,
    ),
    Setting(
        *("digest_sender", "digest_sender", "ADDRESS"),
        "The address that digests come from.",
        _address,
        has_option=False,
    ),
    Setting(
        *("digest_domains", "digest_domains", "DOMAINS"),
        "The domains that digests may go to, with commas between.",
        _domains,
        has_option=False,
        empty=(),
    ),
    Setting("stack", "stack", "NAME", "The stack on AWS that is asked: as it was deployed.", _stack),
)


def read_settings(options: Mapping[str, str | None], environ: Mapping[str, str], folder: Path) -> Settings:
    """The settings of one run; ``options`` by setting name, ``folder`` the one that tillroll runs in.

    ``ConfigurationError`` lists every fault, each with the key as the person wrote it and the fix, never the value.
    """
    path = config_path(environ, folder)
    written = _written(path) if path else {}
    faults = [f"{path}: {fault}" for fault in _unknown(written)]
    found: dict[str, Any] = {}
    for setting in SETTINGS:
        where, said = _said(setting, options, environ, folder, (path, written))
        try:
            found[setting.field] = setting.read(said) if said else setting.empty
        except ValueError as fault:
            faults.append(f"{where} {fault}")
    if faults:
        raise ConfigurationError("\n".join(faults))
    return Settings(**found)


def config_path(environ: Mapping[str, str], folder: Path) -> Path | None:
    """The configuration file: the one that TILLROLL_CONFIG names, else the folder's `tillroll.toml` if there is one."""
    named = environ.get(CONFIG_VARIABLE)
    if not named:
        return folder / CONFIG_FILE if (folder / CONFIG_FILE).is_file() else None
    path = folder / named
    if not path.is_file():
        raise ConfigurationError(f"{CONFIG_VARIABLE} names no file: correct the path or unset it")
    return path


def _written(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        words = f'{path}: is no TOML: {error}. Texts need quotes: wait = 60, cut_off = "04:00"'
        raise ConfigurationError(words) from None
    except (OSError, UnicodeDecodeError):
        words = f"{path}: can't be read: check that it is a UTF-8 text file that you may open"
        raise ConfigurationError(words) from None


def _unknown(written: Mapping[str, object]) -> list[str]:
    known = [setting.name for setting in SETTINGS]
    return [f"{name} is no setting: {_meant(name, known)}" for name in written if name not in known]


def _meant(name: str, known: list[str]) -> str:
    near = get_close_matches(name, known, 1)
    return f"did you mean {near[0]}?" if near else f"use {', '.join(known)}"


def _said(
    setting: Setting,
    options: Mapping[str, str | None],
    environ: Mapping[str, str],
    folder: Path,
    file: tuple[Path | None, Mapping[str, object]],
) -> tuple[str, _Said | None]:
    """Where a setting was given, as the person wrote it, and what was said; an empty text says nothing."""
    path, written = file
    if text := options.get(setting.name):
        return setting.option, _Said(text, folder)
    if text := environ.get(setting.variable):
        return setting.variable, _Said(text, folder)
    if path and setting.name in written:
        return f"{path}: {setting.name}", _Said(_text(written[setting.name]), path.parent)
    return setting.name, _Said(setting.default, folder) if setting.default else None


def _text(value: object) -> str:
    """A TOML value as a person writes it in an option."""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return f"{value:%H:%M}" if hasattr(value, "hour") else str(value)


def working_settings(options: Mapping[str, str | None]) -> Settings:
    """The settings of this process."""
    return read_settings(options, os.environ, Path.cwd())
