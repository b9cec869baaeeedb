"""One writer at a time. Redshift has no advisory locks, so a connection of its own keeps a small table locked.

The end of that connection gives the lock up, however the process ends. What if only that connection ends, and another
process becomes the writer? Each transaction puts a new token in the place of the one that this process wrote last; if
that one is not there any more, somebody else has written, and the work is done again from its beginning. The token also
tells, after a commit whose answer was lost, whether the transaction is there.
"""

import os
import socket
from collections.abc import Callable, Mapping
from uuid import uuid4

import psycopg

from tillroll.adapters.postgres.connection import Place, Row
from tillroll.adapters.redshift.connection import LONGEST_STATEMENT
from tillroll.errors import TryAgainLater, WorkLost
from tillroll.patience import Wait

Ask = Callable[[str, Mapping[str, object]], list[Row]]
_TELLING_SECONDS = 0.4
_MAKE = (
    "create table if not exists writer_lock (held boolean) diststyle all",
    "create table if not exists writer (token char(36) not null, holder varchar(256) not null) diststyle all",
)
_FIRST = (
    "insert into writer (token, holder) select cast(%(token)s as char(36)), cast('' as varchar(256)) "
    "where not exists (select 1 from writer)"
)
_TAKE = "update writer set token = %(token)s, holder = %(holder)s"
_MARK = "update writer set token = %(token)s where token = %(known)s"
_SEE = "select count(*) from writer where token = %(token)s"


class NoLock:
    """A reader's: it commits nothing that anybody counts on."""

    def mark(self, ask: Ask) -> str:  # noqa: ARG002 - a keeper's own
        """Nothing to know it by."""
        return ""

    def has_committed(self, ask: Ask, mark: str) -> bool:  # noqa: ARG002 - a keeper's own
        """Nobody can say."""
        return False

    def close(self) -> None:
        """Nothing is held."""


class WriterLock:
    """The connection that keeps the table locked, and the token by which this writer's last transaction is known."""

    def __init__(self, holder: psycopg.Connection[Row], token: str) -> None:
        self._holder = holder
        self._token = token

    def mark(self, ask: Ask) -> str:
        """Put a new token in the place of ours; ``WorkLost`` if that one is not there any more."""
        token = str(uuid4())
        ask(_MARK, {"token": token, "known": self._token})
        if ask(_SEE, {"token": token}) != [(1,)]:
            raise WorkLost("another tillroll has written to the warehouse meanwhile: nothing of this was done")
        self._token = token
        return token

    def has_committed(self, ask: Ask, mark: str) -> bool:
        """Whether the token of the transaction was the last one when this writer began again."""
        return self._previous(ask) == mark

    def _previous(self, ask: Ask) -> str:
        rows = ask("select holder from writer", {})
        return str(rows[0][0]).rpartition(" after ")[2] if rows else ""

    def close(self) -> None:
        """Give the lock up."""
        self._holder.close()


def keep_lock(
    connection: psycopg.Connection[Row],
    place: Place,
    wait: Wait | None,
    again: Callable[[], psycopg.Connection[Row]],
) -> WriterLock | NoLock:
    """With a wait, become the one that writes; ``again`` opens another connection to the same place."""
    if wait is None:
        return NoLock()
    for sql in _MAKE:
        connection.execute(sql.encode())
    connection.execute(_FIRST.encode(), {"token": str(uuid4())})
    holder = again()
    try:
        _lock(connection, holder, place, wait)
        ((before,),) = connection.execute(b"select token from writer").fetchall()
        token = str(uuid4())
        connection.execute(_TAKE.encode(), {"token": token, "holder": f"{_ourselves()} after {before}"})
    except BaseException:
        holder.close()
        raise
    return WriterLock(holder, token)


def _lock(connection: psycopg.Connection[Row], holder: psycopg.Connection[Row], place: Place, wait: Wait) -> None:
    if _try_lock(holder, min(wait.seconds, _TELLING_SECONDS)):
        return
    who = _holder(connection)
    if wait.seconds > _TELLING_SECONDS:
        wait.tell(f"{place.words} is in use by {who}: waiting for it to end, up to {wait.seconds:g} s")
        if _try_lock(holder, wait.seconds - _TELLING_SECONDS):
            return
        who = _holder(connection)
    raise TryAgainLater(f"{place.words} is in use by {who}: wait for it to end, or give --wait more seconds")


def _try_lock(holder: psycopg.Connection[Row], seconds: float) -> bool:
    """Whether the table is locked; a statement that waits longer than it may is ended by the server."""
    try:
        holder.execute(f"set statement_timeout to {max(1, round(1000 * seconds))}".encode())
        holder.execute(b"begin")
        holder.execute(b"lock table writer_lock")
        holder.execute(f"set statement_timeout to {LONGEST_STATEMENT}".encode())
    except psycopg.errors.QueryCanceled:
        holder.execute(b"rollback")
        return False
    return True


def _holder(connection: psycopg.Connection[Row]) -> str:
    rows = connection.execute(b"select holder from writer").fetchall()
    return str(rows[0][0]).partition(" after ")[0] or "another process" if rows else "another process"


def _ourselves() -> str:
    return f"process {os.getpid()} on {socket.gethostname()}"[:100]
