"""What Redshift's errors mean to a person, where they differ from PostgreSQL's."""

import re
from collections.abc import Mapping

import psycopg

from tillroll.adapters.postgres import faults as postgres
from tillroll.engine import StatementError
from tillroll.errors import ConfigurationError, TillrollError, TryAgainLater, WorkLost

_SERIALISATION = "1023"
_NOTHING = "nothing of this batch was loaded"
_NO_RIGHT = "the database user has no right to do that: see docs/how-to/redshift.md"
_NO_ROLE = (
    "Redshift may not take the role: attach it to the cluster or workgroup, let it trust redshift.amazonaws.com, "
    "and see that redshift_role is its ARN"
)
_NO_ANSWER = (
    "did not answer: let its security group admit this machine at its port, and run where its VPC can be reached; "
    "a cluster that is paused must be resumed first. Then run again"
)
_RULES = "run again, or give the query group tillroll a queue of its own"
_ENDED = (
    f"the cluster ended a statement, for it took too long or somebody cancelled it: {_NOTHING}; run again, and if it "
    "stays so see statement_timeout and the workload rules"
)
_WORDS: tuple[tuple[str, type[Exception], str], ...] = (
    ("Serializable isolation violation", WorkLost, f"another transaction changed what this one read: {_NOTHING}"),
    ("Disk Full", TryAgainLater, f"the cluster's disk is full: {_NOTHING}; make room there and run again"),
    ("S3ServiceException", ConfigurationError, "Redshift may not use the staging place in S3: see the role's rights"),
    ("not authorized to assume", ConfigurationError, _NO_ROLE),
    ("Not authorized to get credentials of role", ConfigurationError, _NO_ROLE),
    ("permission denied", ConfigurationError, _NO_RIGHT),
    ("cancelled by WLM", TryAgainLater, f"a workload rule of the cluster ended a statement: {_NOTHING}; {_RULES}"),
    ("cancelled on user's request", TryAgainLater, _ENDED),
)
_STATES: Mapping[str, tuple[type[Exception], str]] = {
    "42501": (ConfigurationError, _NO_RIGHT),
    "3F000": (ConfigurationError, "the schema is not there: make it, or correct ?schema= in the warehouse's URL"),
    "53200": (TryAgainLater, f"the cluster ran out of memory: {_NOTHING}; run again when it has less to do"),
    "57014": (TryAgainLater, _ENDED),
}
_NO_CONNECTION: tuple[tuple[str, str, type[TillrollError]], ...] = (
    (
        r"no password supplied|fe_sendauth",
        "asks for a password: set TILLROLL_REDSHIFT_CREDENTIALS=iam, or name where the password is",
        ConfigurationError,
    ),
    (
        r"user .* does not exist|role .* does not exist",
        "knows no such user: let its administrator make it, or correct the URL's user",
        ConfigurationError,
    ),
    (
        r"database .* does not exist",
        "has no such database: let its administrator make it with CREATE DATABASE, or correct the URL",
        ConfigurationError,
    ),
    (
        r"no pg_hba\.conf entry|permission denied for database",
        "does not let this user in so: it may ask for TLS (leave sslmode out of the URL), or the user may not connect",
        ConfigurationError,
    ),
    (
        r"connection limit|too many connections|too many clients",
        "has as many connections as it takes: close some, or raise the user's connection limit, and run again",
        TryAgainLater,
    ),
    (
        r"resolve host|translate host name|Name or service",
        "has a host name that can't be found: correct the URL; it ends when a cluster or workgroup is deleted",
        ConfigurationError,
    ),
    (
        r"timeout|timed out|Network is unreachable|No route to host",
        _NO_ANSWER,
        TryAgainLater,
    ),
    (
        r"Connection refused|closed the connection|starting up|shutting down|not yet accepting",
        "takes no connections now: it may be paused, resuming or restarting. See its state in AWS, then run again",
        TryAgainLater,
    ),
)
_REFUSED = re.compile("authentication failed|invalid credentials|expired", re.IGNORECASE)
_OWN = "correct the user, PGPASSWORD or its file"
_KEPT = "correct what AWS keeps under the name in TILLROLL_REDSHIFT_CREDENTIALS"
_TEMPORARY = (
    "the temporary password was refused or has expired: run again, and if it stays so sign in to AWS again, and see "
    "that the URL's user and database are those that it may have a password for"
)


def statement_fault(name: str, error: psycopg.Error, *, is_lost: bool, tells: bool = False) -> Exception:
    """What a failed statement means; most of Redshift's own errors have one code, so their words tell them apart.

    Only where all rows are made up may a fault of ours tell the server's words, for they may quote a row.
    """
    words = str(error)
    if error.sqlstate == "XX000" and _SERIALISATION in words.split():
        return WorkLost(_WORDS[0][2])
    for said, kind, meaning in _WORDS:
        if said in words:
            return kind(meaning)
    if not is_lost and (known := _STATES.get(error.sqlstate or "")):
        kind, meaning = known
        return kind(meaning)
    fault = postgres.statement_fault(name, error, is_lost=is_lost)
    if tells and isinstance(fault, StatementError):
        return StatementError(f"{fault}: {error.diag.message_primary or ''}")
    return fault


def connection_fault(place: str, error: psycopg.Error, *, credentials: str | None = None) -> TillrollError:
    """Why there is no connection to a cluster or workgroup; of libpq's words only the kind is used.

    ``credentials`` says whence the password came, for that is where it is mended.
    """
    words = str(error)
    if "certificate" in words:
        return postgres.connection_fault(place, error)
    for pattern, meaning, kind in _NO_CONNECTION:
        if re.search(pattern, words, re.IGNORECASE):
            return kind(f"{place} {meaning}")
    if _REFUSED.search(words):
        return ConfigurationError(f"{place} does not let this user in: {_mended_at(credentials)}")
    return TryAgainLater(f"{place} can't be reached: see its state in AWS and that the URL is right, then run again")


def _mended_at(credentials: str | None) -> str:
    if credentials == "iam":
        return _TEMPORARY
    return _KEPT if credentials else _OWN
