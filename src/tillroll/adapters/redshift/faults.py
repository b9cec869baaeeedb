"""What Redshift's errors mean to a person, where they differ from PostgreSQL's."""

import psycopg

from tillroll.adapters.postgres import faults as postgres
from tillroll.engine import StatementError
from tillroll.errors import ConfigurationError, TryAgainLater, WorkLost

_SERIALISATION = "1023"
_NOTHING = "nothing of this batch was loaded"
_WORDS: tuple[tuple[str, type[Exception], str], ...] = (
    ("Serializable isolation violation", WorkLost, f"another transaction changed what this one read: {_NOTHING}"),
    ("Disk Full", TryAgainLater, f"the cluster's disk is full: {_NOTHING}; make room there and run again"),
    ("S3ServiceException", ConfigurationError, "Redshift may not use the staging place in S3: see the role's rights"),
    ("not authorized to assume", ConfigurationError, "Redshift may not take the role: see the cluster's roles"),
    ("permission denied", ConfigurationError, "the database user has no right to do that: see docs/how-to/redshift.md"),
    ("Query cancelled by WLM", TryAgainLater, f"the cluster's workload rules ended a statement: {_NOTHING}; run again"),
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
    fault = postgres.statement_fault(name, error, is_lost=is_lost)
    if tells and isinstance(fault, StatementError):
        return StatementError(f"{fault}: {error.diag.message_primary or ''}")
    return fault
