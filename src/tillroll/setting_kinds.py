"""The kinds of settings: what a person may say of each, and what it is read as.

Each function raises ``ValueError`` for what it can't take: what is wrong and what to write, never the value. The
message goes on after the setting's name.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

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
class Said:
    """What a person said of one setting, and where: paths are taken from ``folder``."""

    text: str
    folder: Path


def warehouse_url(said: Said) -> str:
    """A warehouse's URL, without a password; that of a file is complete."""
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


def kept_secret(said: Said) -> str:
    """Where AWS keeps a password."""
    if not _KEPT.fullmatch(said.text):
        raise ValueError("must be secretsmanager:NAME or ssm:NAME: the name of a secret, never the secret")
    return said.text


def credentials(said: Said) -> str:
    """Whence a password of Redshift comes."""
    if said.text != "iam" and not _KEPT.fullmatch(said.text):
        raise ValueError("must be iam, secretsmanager:NAME or ssm:NAME: the name of a secret, never the secret")
    return said.text


def bucket(said: Said) -> str:
    """A place in S3."""
    if not _BUCKET.fullmatch(said.text):
        raise ValueError("names no place in S3: write it as s3://BUCKET/PREFIX")
    return said.text


def role(said: Said) -> str:
    """A role's ARN, or the cluster's own."""
    if not _ROLE.fullmatch(said.text):
        raise ValueError("names no role: write its ARN, as arn:aws:iam::123456789012:role/NAME, or default")
    return said.text


def path(said: Said) -> Path:
    """A path, which need not be there."""
    return said.folder / Path(said.text).expanduser()


def place(said: Said) -> str:
    """A place in S3, or a path, which need not be there."""
    return bucket(said) if said.text.startswith("s3:") else str(path(said))


def folder(said: Said) -> Path:
    """A folder that is there."""
    found = path(said)
    if not found.is_dir():
        raise ValueError("names no folder: make it, or correct the path")
    return found


def file(said: Said) -> Path:
    """A file that is there."""
    found = path(said)
    if not found.is_file():
        raise ValueError("names no file: correct the path")
    return found


def seconds(said: Said) -> float:
    """A wait, in seconds."""
    try:
        found = float(said.text)
    except ValueError:
        found = -1.0
    if not 0 <= found <= _LONGEST_WAIT:
        raise ValueError("is no number of seconds from 0 to 86400: write it as 60")
    return found


def pause(said: Said) -> float:
    """A pause between two looks, in seconds."""
    try:
        found = seconds(said)
    except ValueError:
        found = 0.0
    if found < _SHORTEST_PAUSE:
        raise ValueError("is no number of seconds from 0.1 to 86400: write it as 5")
    return found


def minutes(said: Said) -> int:
    """Whole minutes, a day at most."""
    found = int(said.text) if said.text.isdecimal() and len(said.text) <= len("1440") else -1
    if not 0 <= found <= 24 * 60:
        raise ValueError("is no whole number of minutes from 0 to 1440: write it as 120")
    return found


def days(said: Said) -> int:
    """Whole days, a hundred years at most."""
    found = int(said.text) if said.text.isdecimal() and len(said.text) <= len("36525") else 0
    if not 1 <= found <= _LONGEST_RETENTION:
        raise ValueError("is no whole number of days from 1 to 36525: write it as 2557")
    return found


def time_zone(said: Said) -> str:
    """The IANA name of a time zone."""
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - only commands that ask for it wait for it

    try:
        return ZoneInfo(said.text).key
    except (KeyError, ValueError, OSError):
        raise ValueError("is no time zone: write its IANA name, as Europe/London") from None


def clock(said: Said) -> int:
    """A time until noon, in minutes after midnight."""
    match = _CLOCK.fullmatch(said.text)
    found = int(match[1]) * 60 + int(match[2]) if match and int(match[2]) < 60 else -1  # noqa: PLR2004 - minutes
    if not 0 <= found <= _LATEST_CUT_OFF:
        raise ValueError("is no time from 00:00 to 12:00: write it as 04:00")
    return found


def text(said: Said) -> str:
    """A text as it is."""
    return said.text


def host(said: Said) -> str:
    """A machine's name or address."""
    if not _HOST.fullmatch(said.text):
        raise ValueError("is no host: write its name or address, as smtp.example.com")
    return said.text


def port(said: Said) -> int:
    """A port."""
    found = int(said.text) if said.text.isdecimal() and len(said.text) <= len("65535") else 0
    if not 1 <= found <= 65535:  # noqa: PLR2004 - see the message
        raise ValueError("is no port from 1 to 65535: write it as 587")
    return found


def address(said: Said) -> str:
    """An e-mail address."""
    if not _ADDRESS.fullmatch(said.text):
        raise ValueError("is no e-mail address: write it as tillroll@example.com")
    return said.text


def domains(said: Said) -> tuple[str, ...]:
    """Domains with commas between, in small letters."""
    found = tuple(part.strip().lower() for part in said.text.split(",") if part.strip())
    if not all(_DOMAIN.fullmatch(part) for part in found):
        raise ValueError("is no list of domains: write it as example.com, example.org")
    return found


def stack(said: Said) -> str:
    """The name of a stack on AWS."""
    if not _STACK.fullmatch(said.text):
        raise ValueError("is no name of a stack: letters, digits and hyphens, as tillroll-prod")
    return said.text


def log(said: Said) -> bool:
    """Whether lines of JSON are wanted."""
    words = {"json": True, "off": False}
    if said.text not in words:
        raise ValueError("must be json or off")
    return words[said.text]
