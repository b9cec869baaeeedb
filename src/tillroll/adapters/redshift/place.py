"""Where a Redshift warehouse is, and by what the world outside of it lets us in and takes our files."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from tillroll.adapters.postgres.connection import FORCED, SECONDS_TO_CONNECT, Place
from tillroll.adapters.postgres.hosts import is_local
from tillroll.errors import ConfigurationError

PORT = 5439
_HOST = re.compile(
    r"(?P<name>[^.]+)\.[^.]+\.(?P<region>[^.]+)\.(?P<kind>redshift|redshift-serverless)\.amazonaws\.com(\.cn)?"
)
_OURS = ("schema", "region")
_SCHEMA = re.compile(r"[a-z_][a-z0-9_]{0,100}")
_DEFAULTS: Mapping[str, str | int] = {
    "application_name": "tillroll",
    "connect_timeout": SECONDS_TO_CONNECT,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}


@dataclass(frozen=True, slots=True)
class Access:
    """What settings say of it: whence the password comes, where COPY finds its files, by which role it reads them.

    Credentials are `iam`, `secretsmanager:NAME` or `ssm:NAME`; without them libpq's own ways are tried. Where all rows
    are made up, the server's own words may be told.
    """

    credentials: str | None = None
    password_file: Path | None = None
    staging: str | None = None
    role: str | None = None
    is_sample: bool = False


@dataclass(frozen=True, slots=True)
class Cluster:
    """A provisioned cluster or a serverless workgroup, as AWS calls it; the schema in it that holds our tables."""

    name: str | None
    region: str | None
    is_serverless: bool
    database: str
    user: str | None
    schema: str


def place_of(url: str) -> tuple[Place, Cluster]:
    """The place that a URL names, without its password, and what AWS calls it."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    database, host = unquote(parts.path.strip("/")), parts.hostname
    if not host or not database:
        raise ConfigurationError(
            "warehouse: names no Redshift database: write it as redshift://USER@HOST/DATABASE, the host as AWS shows it"
        )
    cluster = _cluster(host, options, database, unquote(parts.username) if parts.username else None)
    named = {name: value for name, value in options.items() if name not in _OURS}
    whom = {"user": cluster.user} if cluster.user else {}
    at: dict[str, str | int] = {"host": host, "port": parts.port or PORT, "dbname": database}
    secure = {} if is_local({**named, "host": host}) else {"sslmode": "verify-full", "sslrootcert": "system"}
    parameters = {**_DEFAULTS, **secure, **named, **at, **whom, **FORCED}  # Redshift's own name of it psycopg knows not
    return Place(parameters, f"Redshift at {host} ({database})"), cluster


def _cluster(host: str, options: Mapping[str, str], database: str, user: str | None) -> Cluster:
    schema = options.get("schema", "public")
    if not _SCHEMA.fullmatch(schema):
        raise ConfigurationError("warehouse: schema in the URL is no name: use small letters, digits and _")
    known = _HOST.fullmatch(host)
    region = options.get("region") or (known["region"] if known else None)
    is_serverless = bool(known and known["kind"] == "redshift-serverless")
    return Cluster(known["name"] if known else None, region, is_serverless, database, user, schema)
