"""One writer at a time: a lock that the server keeps for as long as the connection lasts. Readers never wait."""

from collections.abc import Callable, Mapping
from typing import LiteralString

import psycopg

from tillroll.adapters.postgres.connection import Place, Row
from tillroll.errors import TryAgainLater
from tillroll.patience import Wait

_TELLING_SECONDS = 0.4  # a shorter wait is over before a person has read of it
_LOCK_KEY = "hashtext('tillroll'), hashtext(coalesce(current_schema(), ''))"
_HOLDER: LiteralString = """
select activity.pid, activity.application_name, activity.usename, host(activity.client_addr)
from pg_locks as held
inner join pg_stat_activity as activity on held.pid = activity.pid
where held.locktype = 'advisory' and held.granted and held.objsubid = 2
    and held.database = (select oid from pg_database where datname = current_database())
    and cast(cast(held.classid as bigint) as bit(32)) = cast(hashtext('tillroll') as bit(32))
    and cast(cast(held.objid as bigint) as bit(32)) = cast(hashtext(coalesce(current_schema(), '')) as bit(32))
"""


Ask = Callable[[str, Mapping[str, object]], list[Row]]


class AdvisoryLock:
    """The lock lasts as long as the connection; the server itself knows which transactions are there."""

    def mark(self, ask: Ask) -> str:
        """The transaction's number."""
        ((number,),) = ask("select cast(pg_current_xact_id() as text)", {})
        return str(number)

    def has_committed(self, ask: Ask, mark: str) -> bool:
        """Whether the server has committed the transaction of this number."""
        ((status,),) = ask("select pg_xact_status(cast(%(number)s as xid8))", {"number": mark})
        return bool(status == "committed")

    def close(self) -> None:
        """Nothing: the connection's end gives the lock up."""


def keep_lock(connection: psycopg.Connection[Row], place: Place, wait: Wait | None) -> AdvisoryLock:
    """With a wait, become the one that writes."""
    if wait:
        lock_warehouse(connection, place, wait.seconds, wait.tell)
    return AdvisoryLock()


def lock_warehouse(
    connection: psycopg.Connection[Row], place: Place, seconds: float, tell: Callable[[str], None]
) -> None:
    """Become the one that writes: wait for who does now, and tell once who that is. The connection's end gives it up.

    The lock is on the schema that tables are made in, so that warehouses in one database don't wait for one another.
    """
    if _try_lock(connection, min(seconds, _TELLING_SECONDS)):
        return
    holder = _holder(connection)
    if seconds > _TELLING_SECONDS:
        tell(f"{place.words} is in use by {holder}: waiting for it to end, up to {seconds:g} s")
        if _try_lock(connection, seconds - _TELLING_SECONDS):
            return
        holder = _holder(connection)
    raise TryAgainLater(f"{place.words} is in use by {holder}: wait for it to end, or give --wait more seconds")


def _try_lock(connection: psycopg.Connection[Row], seconds: float) -> bool:
    if not seconds:
        row = connection.execute(f"select pg_try_advisory_lock({_LOCK_KEY})").fetchone()
        return bool(row and row[0])
    milliseconds = str(max(1, round(1000 * seconds)))
    try:
        with connection.transaction():  # the lock outlives it, the timeout does not
            connection.execute("select set_config('lock_timeout', %s, true)", [milliseconds])
            connection.execute(f"select pg_advisory_lock({_LOCK_KEY})")
    except psycopg.errors.LockNotAvailable:
        return False
    return True


def _holder(connection: psycopg.Connection[Row]) -> str:
    row = connection.execute(_HOLDER).fetchone()
    if row is None:
        return "another process"
    pid, name, role, address = row
    return f"{name or 'another process'} (server process {pid}, role {role}{f', from {address}' if address else ''})"
