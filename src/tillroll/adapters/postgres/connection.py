"""A connection to PostgreSQL: where it is, who asks, how safely, and how it is had again when it is lost."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import psycopg
from psycopg.conninfo import conninfo_to_dict

from tillroll.adapters.postgres.faults import connection_fault, is_passing
from tillroll.adapters.postgres.hosts import hosts_of, is_local, says_mode
from tillroll.adapters.postgres.secrets import kept_login
from tillroll.errors import ConfigurationError, TillrollError
from tillroll.patience import Sleep, pauses

OLDEST, NEWEST = 14, 18
SECONDS_TO_CONNECT = 10
SECONDS_TO_RECONNECT = 60.0
_DEFAULTS: Mapping[str, str | int] = {
    "application_name": "tillroll",
    "connect_timeout": SECONDS_TO_CONNECT,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}
FORCED: Mapping[str, str] = {"client_encoding": "utf8"}
"""What no URL and no variable may say otherwise: rows come and go in it."""
_SESSION = """
select set_config(setting.name, setting.value, false)
from unnest(%s::text[], %s::text[]) as setting (name, value)
inner join pg_settings as known on lower(known.name) = setting.name and known.source <> 'client'
"""
KEPT_STATISTICS = 5
_SETTINGS = {  # what the URL's options say counts more
    "jit": "off",  # compiling a statement takes longer than these statements run
    "default_statistics_target": str(KEPT_STATISTICS),  # temporary tables are analysed many times, and need no more
    "work_mem": "64MB",  # what a report sorts and groups stays in memory
    "timezone": "UTC",
    "datestyle": "ISO",
    "intervalstyle": "postgres",
    "lock_timeout": "60s",
    "idle_in_transaction_session_timeout": "10min",  # a stopped process must not hold a transaction for ever
}
Row = tuple[Any, ...]
Secret = Path | str
"""Where a password is: a file, or what AWS keeps as `ssm:NAME` or `secretsmanager:NAME`."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a warehouse is: what libpq needs to get there, and words for people that hold no secret.

    ``kept_as`` names the login that AWS keeps. Each connection asks for it anew, for it may have been changed since.
    """

    parameters: Mapping[str, str | int]
    words: str
    kept_as: str | None = None


def place_of(url: str, secret: Secret | None = None) -> Place:
    """The place that a URL names, with what libpq's variables add to it.

    A host elsewhere must prove by certificate who it is, unless somebody says less.
    """
    try:
        named = {name: str(value) for name, value in conninfo_to_dict(url).items() if value is not None}
    except psycopg.Error:
        raise ConfigurationError(
            "warehouse: is no URL that PostgreSQL knows: write it as postgresql://user@host/database"
        ) from None
    secure = {} if is_local(named) or says_mode(named) else {"sslmode": "verify-full"}
    password = {"password": password_in(secret)} if isinstance(secret, Path) else {}
    kept_as = secret if isinstance(secret, str) else None
    return Place({**_DEFAULTS, **secure, **named, **password, **FORCED}, _words(named), kept_as)


def _words(named: Mapping[str, str]) -> str:
    host, port = named.get("host") or ",".join(hosts_of(named)), named.get("port")
    at = "this machine" if host.startswith("/") or not host else host
    return f"PostgreSQL at {at}{f':{port}' if port else ''} ({named.get('dbname', '')})"


def password_in(path: Path) -> str:
    """The one line of a password file."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise ConfigurationError(f"{path}: can't be read: it must be a text file that you may open") from None
    if len(lines) != 1 or not lines[0]:
        raise ConfigurationError(f"{path}: must hold the password on one line and nothing else")
    return lines[0]


Connect = Callable[[Place], psycopg.Connection[Row]]
Fault = Callable[[str, psycopg.Error], TillrollError]
"""What it means that there is no connection to a place, named by its words."""


def connect(place: Place, new: Connect, fault: Fault = connection_fault) -> psycopg.Connection[Row]:
    """A connection, made anew, ready for statements; `ConfigurationError` or `TryAgainLater` says why there is none."""
    try:
        return new(place)
    except psycopg.Error as error:
        raise fault(place.words, error) from None


def reconnect(
    place: Place,
    new: Connect,
    fault: Fault = connection_fault,
    *,
    sleep: Sleep = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> psycopg.Connection[Row]:
    """A connection in place of one that was lost: tried for a minute, for a server may be starting again."""
    deadline, waits = clock() + SECONDS_TO_RECONNECT, pauses()
    while True:
        pause = next(waits)
        try:
            return new(place)
        except psycopg.Error as error:
            if clock() + pause > deadline or not is_passing(error):
                raise fault(place.words, error) from None
        sleep(pause)


def new_connection(place: Place) -> psycopg.Connection[Row]:
    """A connection to a PostgreSQL that we know, with our settings; the driver's errors go through."""
    parameters = cast("dict[str, Any]", {**place.parameters, **_login(place)})
    connection = psycopg.connect(**parameters, autocommit=True, prepare_threshold=None)
    try:
        _check_version(connection, place)
        connection.execute(_SESSION, [list(_SETTINGS), list(_SETTINGS.values())])
    except BaseException:
        connection.close()
        raise
    return connection


def _login(place: Place) -> Mapping[str, str]:
    """What AWS keeps: a password, and whose it is if it says so."""
    if not place.kept_as:
        return {}
    login = kept_login(place.kept_as)
    return {"password": login.password, **({"user": login.user} if login.user else {})}


def _check_version(connection: psycopg.Connection[Row], place: Place) -> None:
    version = connection.info.server_version // 10_000
    if not OLDEST <= version <= NEWEST:
        raise ConfigurationError(
            f"{place.words} is version {version}: tillroll works with {OLDEST} to {NEWEST}; name such a server"
        )
