"""Settings: one frozen value from `tillroll.toml`, the environment and the command line.

What a person says nearest to the run wins: an option, then a variable, then the file, then the default. ``SETTINGS`` is
the one table of them: the reader, the messages, the options and the docs read it.
"""

import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from tillroll import setting_kinds as kinds
from tillroll.errors import ConfigurationError
from tillroll.setting_kinds import Said

CONFIG_FILE = "tillroll.toml"
CONFIG_VARIABLE = "TILLROLL_CONFIG"


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
class Setting:
    """One setting: its key in ``tillroll.toml``, how a person writes it, and what it is for."""

    name: str
    field: str
    metavar: str
    help: str
    read: Callable[[Said], Any]
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
        kinds.warehouse_url,
        "duckdb:///tillroll.duckdb",
    ),
    Setting(
        *("password_file", "password_file", "FILE"),
        "A file with the database's password on its one line; PGPASSWORD and ~/.pgpass serve too.",
        kinds.file,
        has_option=False,
    ),
    Setting(
        *("postgres_credentials", "postgres_credentials", "WHERE"),
        "Whence PostgreSQL's password comes, where AWS keeps it: ssm:NAME or secretsmanager:NAME.",
        kinds.kept_secret,
        has_option=False,
    ),
    Setting(
        *("redshift_credentials", "redshift_credentials", "WHERE"),
        "Whence Redshift's password comes: iam (a temporary one), secretsmanager:NAME or ssm:NAME.",
        kinds.credentials,
        has_option=False,
    ),
    Setting(
        *("redshift_staging", "redshift_staging", "URL"),
        "The place in S3, s3://BUCKET/PREFIX, by way of which rows go to Redshift and come from it.",
        kinds.bucket,
        has_option=False,
    ),
    Setting(
        *("redshift_role", "redshift_role", "ARN"),
        "The role by which Redshift reads and writes there; default is the cluster's own.",
        kinds.role,
        "default",
        has_option=False,
    ),
    Setting(
        *("wait", "wait_seconds", "SECONDS"),
        "How long to wait while another tillroll holds the warehouse.",
        kinds.seconds,
        "60",
    ),
    Setting("formats", "formats", "DIR", "A folder of till formats of your own, one TOML file each.", kinds.folder),
    Setting("branches", "branches", "FILE", "Your branches; a branches.csv in the folder read serves too.", kinds.file),
    Setting(
        "products", "products", "FILE", "What items mean; a products.csv in the folder read serves too.", kinds.file
    ),
    Setting(
        "closures", "closures", "FILE", "Planned closures; a closures.csv in the folder read serves too.", kinds.file
    ),
    Setting(
        *("time_zone", "time_zone", "ZONE"),
        "The chain's time zone, where neither branch nor till says another.",
        kinds.time_zone,
        "Europe/London",
    ),
    Setting(
        *("cut_off", "cut_off_minutes", "HH:MM"),
        "When the trading date begins; a warehouse keeps one for good.",
        kinds.clock,
        "04:00",
    ),
    Setting("archive", "archive", "DIR", "Move files there once they are loaded and need nobody.", kinds.path),
    Setting(
        *("staged", "staged", "PLACE"),
        "Keep what was prepared in this folder or s3://BUCKET/PREFIX too, to make the warehouse anew from.",
        kinds.place,
    ),
    Setting(
        *("retention", "retention_days", "DAYS"),
        "How long the staged form is kept: 2557 days are seven years.",
        kinds.days,
        "2557",
        has_option=False,
    ),
    Setting(
        *("grace", "grace_minutes", "MINUTES"),
        "How long after 20:00, or after closing if that is later, a day's file may come and be in time.",
        kinds.minutes,
        "120",
    ),
    Setting(
        *("settle", "settle_seconds", "SECONDS"),
        "How long a file must have stopped growing before watch takes it.",
        kinds.seconds,
        "2",
    ),
    Setting(
        *("every", "every_seconds", "SECONDS"),
        "How often watch looks into its folders; less often where a look takes long.",
        kinds.pause,
        "0.5",
    ),
    Setting("log", "has_log", "json|off", "JSON lines on stderr, as -v gives.", kinds.log, "off", has_option=False),
    Setting(
        *("accounts", "accounts", "FILE"),
        "Who may sign in and who had the digest; else beside a DuckDB warehouse, or tillroll.accounts from here.",
        kinds.path,
        has_option=False,
    ),
    Setting(
        *("smtp_host", "smtp_host", "HOST"),
        "The mail server for digests. Off this machine it must offer TLS.",
        kinds.host,
        has_option=False,
    ),
    Setting(
        *("smtp_port", "smtp_port", "PORT"),
        "Its port: 465 speaks TLS from the start, others go over to it.",
        kinds.port,
        "587",
        has_option=False,
    ),
    Setting(*("smtp_user", "smtp_user", "NAME"), "Who signs in there.", kinds.text, has_option=False),
    Setting(
        *("smtp_password_file", "smtp_password_file", "FILE"),
        "A file with that password on its one line; the variable TILLROLL_SMTP_PASSWORD serves too.",
        kinds.file,
        has_option=False,
    ),
    Setting(
        *("digest_sender", "digest_sender", "ADDRESS"),
        "The address that digests come from.",
        kinds.address,
        has_option=False,
    ),
    Setting(
        *("digest_domains", "digest_domains", "DOMAINS"),
        "The domains that digests may go to, with commas between.",
        kinds.domains,
        has_option=False,
        empty=(),
    ),
    Setting("stack", "stack", "NAME", "The stack on AWS that is asked: as it was deployed.", kinds.stack),
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
) -> tuple[str, Said | None]:
    """Where a setting was given, as the person wrote it, and what was said; an empty text says nothing."""
    path, written = file
    if text := options.get(setting.name):
        return setting.option, Said(text, folder)
    if text := environ.get(setting.variable):
        return setting.variable, Said(text, folder)
    if path and setting.name in written:
        return f"{path}: {setting.name}", Said(_text(written[setting.name]), path.parent)
    return setting.name, Said(setting.default, folder) if setting.default else None


def _text(value: object) -> str:
    """A TOML value as a person writes it in an option."""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return f"{value:%H:%M}" if hasattr(value, "hour") else str(value)


def working_settings(options: Mapping[str, str | None]) -> Settings:
    """The settings of this process."""
    return read_settings(options, os.environ, Path.cwd())
