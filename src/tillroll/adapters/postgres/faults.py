"""What PostgreSQL's errors mean to a person. The driver's own words are never passed on: they may quote a row."""

import re
from collections.abc import Mapping

import psycopg

from tillroll.engine import StatementError
from tillroll.errors import ConfigurationError, TillrollError, TryAgainLater, WorkLost

_NOTHING = "nothing of this batch was loaded"
_CLASSES_OF_LOSS = ("08", "57P", "40")  # the connection; a server that stops or starts; a transaction that gave way
_LATER: Mapping[str, str] = {
    "53100": f"the database server's disk is full: {_NOTHING}; make room there and run again, nothing is lost",
    "53200": f"the database server ran out of memory: {_NOTHING}; run again when it has less to do",
    "53300": "the database server has too many connections: close some, or raise max_connections, and run again",
    "55P03": f"the database kept a lock for too long: {_NOTHING}; see who holds it in pg_stat_activity, and run again",
    "57014": f"the database server ended a statement that took too long: {_NOTHING}; raise statement_timeout",
    "58030": f"the database server's disk gave an error: {_NOTHING}; run again, nothing is lost",
}
_FIX: Mapping[str, str] = {
    "25006": "the database is read-only, as a standby is: name the server that takes writes",
    "42501": "the database role has no right to do that: give it what docs/how-to/postgresql.md lists",
    "3F000": "the schema that search_path names is not there: make it, or correct the URL's options",
}
_UNASKABLE = ("42P01", "42703", "3F000")  # no such table, column or schema

_PASSING = re.compile(
    "starting up|shutting down|not yet accepting|refused|No such file|timeout|closed the connection|too many|slots"
)
_NO_CONNECTION: tuple[tuple[str, str, type[TillrollError]], ...] = (
    (
        r"password authentication failed|authentication failed",
        "does not take this role and password: correct the URL's user, PGPASSWORD, the password file or ~/.pgpass",
        ConfigurationError,
    ),
    (
        r"no password supplied|fe_sendauth",
        "asks for a password: set PGPASSWORD, name a file with TILLROLL_PASSWORD_FILE, or write it into ~/.pgpass",
        ConfigurationError,
    ),
    (r"role .* does not exist", "knows no such role: make it, or correct the URL's user", ConfigurationError),
    (
        r"database .* does not exist",
        "has no such database: make it with createdb, or correct the URL",
        ConfigurationError,
    ),
    (
        r"no pg_hba\.conf entry|is not permitted to log in|permission denied for database",
        "does not let this role in from here: let its administrator allow it in pg_hba.conf",
        ConfigurationError,
    ),
    (
        r"root certificate file|sslrootcert|certificate verify failed|does not match host name|certificate",
        "could not prove who it is by its certificate: name the authority's file with ?sslrootcert=FILE in the URL",
        ConfigurationError,
    ),
    (
        r"does not support SSL|SSL.*not supported|server does not support",
        "offers no TLS: turn it on there, or say sslmode=disable in the URL if the network is your own",
        ConfigurationError,
    ),
    (
        r"invalid (connection option|URI|sslmode|integer|port)|unrecognized|invalid .* value",
        "can't be reached so: the URL has an option that PostgreSQL does not know",
        ConfigurationError,
    ),
    (
        r"too many clients|remaining connection slots|too many connections",
        "has too many connections: close some, or raise max_connections, and run again",
        TryAgainLater,
    ),
    (r"starting up|shutting down|not yet accepting", "is starting or stopping: run again in a moment", TryAgainLater),
    (
        r"resolve host|translate host name|Name or service",
        "has a host name that can't be found: correct the URL, or see to the network",
        ConfigurationError,
    ),
    (r"timeout", "did not answer in time: see to the network and the server, then run again", TryAgainLater),
    (
        r"Connection refused|No such file|Is the server running",
        "is not there: start the server, or correct the URL's host and port",
        TryAgainLater,
    ),
)


def statement_fault(name: str, error: psycopg.Error, *, is_lost: bool) -> Exception:
    """What a failed statement means: the name is its file's, as in ``sql/load/add_run.sql``."""
    state = error.sqlstate or ""
    if state in _LATER:
        return TryAgainLater(_LATER[state])
    if is_lost or state.startswith(_CLASSES_OF_LOSS):
        return WorkLost(f"the connection to the database was lost: {_NOTHING}; run again, nothing is lost")
    if state in _FIX:
        return ConfigurationError(_FIX[state])
    return StatementError(f"{name} failed with {type(error).__name__}")


def ends_connection(error: psycopg.Error) -> bool:
    """Whether the server hangs up after this error."""
    return (error.sqlstate or "").startswith(("08", "57P"))


def is_unaskable(error: psycopg.Error) -> bool:
    """Whether a question failed for want of what it asks about."""
    return error.sqlstate in _UNASKABLE


def connection_fault(place: str, error: psycopg.Error) -> TillrollError:
    """Why there is no connection to a place; of libpq's words only the kind is used."""
    words = str(error)
    for pattern, meaning, kind in _NO_CONNECTION:
        if re.search(pattern, words, re.IGNORECASE):
            return kind(f"{place} {meaning}")
    return TryAgainLater(f"{place} can't be reached: see that the server runs and the URL is right, then run again")


def is_passing(error: psycopg.Error) -> bool:
    """Whether a connection that was not had may be had in a moment: the server is starting, or full."""
    return _PASSING.search(str(error)) is not None
