"""One process's session: its connection, its lock, and what to do when the connection is lost."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Protocol, TypeVar

import psycopg

from tillroll.adapters.postgres.connection import (
    SECONDS_TO_CONNECT,
    Fault,
    Place,
    Row,
    connect,
    new_connection,
    reconnect,
)
from tillroll.adapters.postgres.faults import connection_fault, ends_connection, statement_fault
from tillroll.adapters.postgres.lock import keep_lock
from tillroll.errors import WorkLost
from tillroll.patience import Wait

_T = TypeVar("_T")
_LOST = "the connection to the database was lost: nothing of this was done; run again, nothing is lost"
Connect = Callable[[Place], psycopg.Connection[Row]]
Ask = Callable[[str, Mapping[str, object]], list[Row]]


class Keeper(Protocol):
    """What makes a connection the one that writes, and knows afterwards which of its transactions are there."""

    def mark(self, ask: Ask) -> str:
        """Say, within a transaction that is about to be committed, by what it can be known again."""
        ...

    def has_committed(self, ask: Ask, mark: str) -> bool:
        """Whether the transaction of this mark is there; asked on another connection."""
        ...

    def close(self) -> None:
        """Give up what only the end of the connection would not."""
        ...


@dataclass(frozen=True, slots=True)
class Ways:
    """How one kind of database is connected to and written to by one at a time, and what its errors mean."""

    connect: Connect
    keep: Callable[[psycopg.Connection[Row], Place, Wait | None], Keeper]
    fault: Callable[..., Exception]
    no_connection: Fault = connection_fault


POSTGRES = Ways(new_connection, keep_lock, statement_fault)
_GONE = (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName)
"""What a statement on a temporary table says once it is gone, and the schema of all of them if it was the only one."""


class Session:
    """A connection that is had again when it is lost, with the lock, if that costs nobody what they made on it."""

    def __init__(self, place: Place, ways: Ways = POSTGRES) -> None:
        self.place = place
        self._ways = ways
        self._keeper: Keeper | None = None
        self._wait: Wait | None = None
        self._connection: psycopg.Connection[Row] | None = None
        self._is_in_transaction = False
        self._is_one_piece = False
        self._has_lost_tables = False
        self._orders_by_bytes: bool | None = None

    def open(self, wait: Wait | None) -> None:
        """Connect; with a wait, become the one that writes."""
        self._wait = wait
        self._take(connect(self.place, self._ways.connect, self._ways.no_connection))

    def _take(self, connection: psycopg.Connection[Row]) -> None:
        self._connection = connection
        self._is_in_transaction = False
        try:
            self._give_up_keeper()
            self._keeper = self._ways.keep(connection, self.place, self._wait)
        except psycopg.Error as error:
            connection.close()
            raise self.fault("a lock", error) from None
        except BaseException:  # who has no lock must not go on
            connection.close()
            raise

    def _give_up_keeper(self) -> None:
        if self._keeper:
            self._keeper.close()
        self._keeper = None

    @property
    def is_in_transaction(self) -> bool:
        """Whether one was begun that is not over."""
        return self._is_in_transaction

    @property
    def is_lost(self) -> bool:
        """Whether there is no connection now."""
        return self._connection is None or self._connection.closed

    def connection(self) -> psycopg.Connection[Row]:
        """The connection; a new one if it was lost outside of all work, else ``WorkLost``, and a new one afterwards."""
        if self._connection is not None and not self._connection.closed:
            return self._connection
        if self._is_in_transaction or self._is_one_piece:
            raise WorkLost(_LOST)
        return self._renew()

    def _renew(self) -> psycopg.Connection[Row]:
        """A new connection, with the lock. Temporary tables of the one before are gone, whoever made them."""
        connection = reconnect(self.place, self._ways.connect, self._ways.no_connection)
        self._has_lost_tables = True
        self._take(connection)
        return connection

    def orders_by_bytes(self) -> bool:
        """Whether the database itself orders texts by their bytes."""
        if self._orders_by_bytes is None:
            ((self._orders_by_bytes,),) = self.execute("an order", "select 'B' < 'a'", {})
        return bool(self._orders_by_bytes)

    @contextmanager
    def one_piece(self) -> Iterator[None]:
        """What is asked and done in the block holds for one connection only: where that is lost, ``WorkLost``."""
        self.connection()
        was, self._is_one_piece = self._is_one_piece, True
        try:
            yield
        finally:
            self._is_one_piece = was

    def execute(self, name: str, sql: str, parameters: Mapping[str, object]) -> list[Row]:
        """Run one statement, as `ask` does."""
        return self.ask(name, lambda: self._execute(sql, parameters))

    def ask(self, name: str, question: Callable[[], _T]) -> _T:
        """Ask something; once more where the connection is lost outside of all work, and nothing else with it."""
        try:
            return question()
        except psycopg.Error as error:
            if not self._loses(error) or self._is_in_transaction or self._is_one_piece:
                raise self.fault(name, error) from None
        try:
            return question()
        except psycopg.Error as error:
            raise self.fault(name, error) from None

    def _loses(self, error: psycopg.Error) -> bool:
        """Whether an error cost the connection: a server that stops may say so before it hangs up."""
        if self._connection is not None and ends_connection(error):
            self._connection.close()
        return self.is_lost

    def fault(self, name: str, error: psycopg.Error) -> Exception:
        """What an error of a statement means: also that a temporary table went with a connection that was lost."""
        has_lost_table = self._has_lost_tables and isinstance(error, _GONE)
        return self._ways.fault(name, error, is_lost=self._loses(error) or has_lost_table)

    def _execute(self, sql: str, parameters: Mapping[str, object]) -> list[Row]:
        cursor = self.connection().execute(sql.encode(), parameters)
        return cursor.fetchall() if cursor.description else []

    def begin(self) -> None:
        """Begin a transaction."""
        self.execute("begin", "begin", {})
        self._is_in_transaction = True

    def commit(self) -> None:
        """Commit. Where the answer is lost, the server is asked whether it did; if not, ``WorkLost``."""
        mark = self._mark()
        try:
            self._execute("commit", {})
        except psycopg.Error as error:
            if not self._loses(error):
                raise self.fault("commit", error) from None
            self._renew()
            if not self._has_committed(mark):
                raise WorkLost(_LOST) from None
        self._is_in_transaction = False

    def _mark(self) -> str:
        def ask(sql: str, parameters: Mapping[str, object]) -> list[Row]:
            return self.execute("a transaction's mark", sql, parameters)

        try:
            return self._keeper.mark(ask) if self._keeper else ""
        except WorkLost:  # the lock is somebody else's: whoever does the work again begins by taking it
            self.connection().close()
            raise

    def _has_committed(self, mark: str) -> bool:
        """Whether the transaction of this mark is there; a server that took another's place may not know it."""
        try:
            return bool(self._keeper and self._keeper.has_committed(self._execute, mark))
        except psycopg.Error:
            return False

    def roll_back(self) -> None:
        """Roll back what there is to roll back."""
        self._is_in_transaction = False
        if self._connection is None or self._connection.closed:
            return
        try:
            self._connection.execute("rollback")
        except psycopg.Error:
            self._connection.close()

    def interrupt(self) -> None:
        """End the statement that another thread runs here."""
        connection = self._connection
        if connection is not None and not connection.closed:
            with suppress(psycopg.Error):  # then it ends by itself, or has ended
                connection.cancel_safe(timeout=SECONDS_TO_CONNECT)

    def close(self) -> None:
        """Give up the connection."""
        self._give_up_keeper()
        if self._connection is not None:
            self._connection.close()
