"""Warehouses: what the settings name is opened, as each command needs it, with an engine of its own."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from tillroll.adapters.duckdb import DuckDBWarehouse
from tillroll.engine import Engine
from tillroll.errors import ConfigurationError, TryAgainLater
from tillroll.patience import Wait
from tillroll.settings import Settings

if TYPE_CHECKING:
    from tillroll.adapters.postgres import PostgresWarehouse
    from tillroll.adapters.postgres.roles import Roles
    from tillroll.adapters.redshift import Access, RedshiftWarehouse
    from tillroll.wiring.warehouse import Warehouse

_NO_REDSHIFT = "warehouse: Redshift needs its driver and AWS's library: install them with pip install 'tillroll[aws]'"


@dataclass(frozen=True, slots=True)
class Opened:
    """An engine, and the warehouse that it prepares for."""

    engine: Engine
    warehouse: "Warehouse"

    def another(self) -> "Opened":
        """The same warehouse over a connection of its own, for another thread of this process."""
        return Opened(*self.warehouse.another())

    def interrupt(self) -> None:
        """End the statement that another thread runs here: there it is a ``StatementError`` or ``TryAgainLater``."""
        self.warehouse.interrupt()

    def close(self) -> None:
        """Give up both; of another one, the thread that it is for sees to it."""
        self.warehouse.close()
        self.engine.close()


@contextmanager
def open_warehouse(
    settings: Settings,
    *,
    read_only: bool = False,
    is_sample: bool = False,
    on_wait: Callable[[str], None] = lambda _words: None,
) -> Iterator[Opened]:
    """The warehouse that the settings name, until the block ends; ``on_wait`` is told whom the block waits for.

    Where all rows of it are made up, a fault may tell what the database says of it.
    """
    wait = Wait(settings.wait_seconds, on_wait)
    scheme, _, place = settings.warehouse.partition("://")
    with open_engine() as engine:
        if scheme == "duckdb":
            path = Path(place.removeprefix("/"))
            yield Opened(engine, DuckDBWarehouse.open(engine, path, wait, read_only=read_only))
        else:
            opener = partial(_redshift, is_sample=is_sample) if scheme == "redshift" else _postgres
            with closing(opener(engine, settings, wait, read_only=read_only)) as warehouse:
                yield Opened(engine, warehouse)


@contextmanager
def open_served(settings: Settings) -> Iterator[Opened]:
    """The warehouse as the web app opens it, until the block ends.

    A DuckDB file belongs to this process. In PostgreSQL others may write meanwhile: the lock is `open_writer`'s.
    """
    is_file = settings.warehouse.startswith("duckdb:")
    if not is_file:
        with suppress(TryAgainLater), open_warehouse(replace(settings, wait_seconds=0)):
            pass
    with open_warehouse(settings, read_only=not is_file) as opened:
        opened.engine.use_half()
        yield opened


@contextmanager
def open_writer(opened: Opened, settings: Settings) -> Iterator[Opened]:
    """A connection that writes to a warehouse of `open_served`, with the warehouse's lock, until the block ends."""
    if not settings.warehouse.startswith("duckdb:"):
        with open_warehouse(settings) as writer:
            yield writer
        return
    other = opened.another()
    try:
        yield other
    finally:
        other.close()


def _postgres(engine: Engine, settings: Settings, wait: Wait, *, read_only: bool) -> "PostgresWarehouse":
    try:
        from tillroll.adapters.postgres import PostgresWarehouse  # noqa: PLC0415 - only who asks for it has the driver
    except ImportError:
        raise ConfigurationError(
            "warehouse: PostgreSQL needs its driver: install it with pip install 'tillroll[postgres]'"
        ) from None
    secret = settings.password_file or settings.postgres_credentials
    return PostgresWarehouse.open(engine, settings.warehouse, secret, wait, read_only=read_only)


def _redshift(
    engine: Engine, settings: Settings, wait: Wait, *, read_only: bool, is_sample: bool
) -> "RedshiftWarehouse":
    try:
        from tillroll.adapters.redshift import RedshiftWarehouse  # noqa: PLC0415 - only who asks for it has the driver
    except ImportError:
        raise ConfigurationError(_NO_REDSHIFT) from None
    access = _access(settings, is_sample=is_sample)
    return RedshiftWarehouse.open(engine, settings.warehouse, access, wait, read_only=read_only)


def _access(settings: Settings, *, is_sample: bool) -> "Access":
    from tillroll.adapters.redshift import Access  # noqa: PLC0415 - only who asks for it has the driver

    return Access(
        settings.redshift_credentials,
        settings.password_file,
        settings.redshift_staging,
        settings.redshift_role,
        is_sample,
    )


@contextmanager
def scratch(settings: Settings) -> Iterator[Settings]:
    """The settings with a warehouse of its own where theirs is, which is empty at first and gone at the end."""
    scheme, _, place = settings.warehouse.partition("://")
    with ExitStack() as stack:
        if scheme == "duckdb":
            url = stack.enter_context(_scratch_file(Path(place.removeprefix("/"))))
        else:
            url = stack.enter_context(_scratch_schema(settings, scheme))
        yield replace(settings, warehouse=url)


@contextmanager
def _scratch_file(beside: Path) -> Iterator[str]:
    if not beside.parent.is_dir():
        raise ConfigurationError(f"{beside.parent}: there is no such folder for the warehouse: make it first")
    path = beside.with_name(f"{beside.name}.{_scratch_name()}")
    try:
        yield f"duckdb:///{path}"
    finally:
        for left in path.parent.glob(f"{path.name}*"):
            left.unlink()


@contextmanager
def _scratch_schema(settings: Settings, scheme: str) -> Iterator[str]:
    try:
        from tillroll.adapters import postgres, redshift  # noqa: PLC0415 - only who asks for it has the driver
    except ImportError:
        raise ConfigurationError(_NO_REDSHIFT) from None
    name = _scratch_name()
    if scheme == "redshift":
        with redshift.schema(settings.warehouse, _access(settings, is_sample=True), name) as url:
            yield url
    else:
        secret = settings.password_file or settings.postgres_credentials
        with postgres.schema(settings.warehouse, secret, name) as url:
            yield url


def _scratch_name() -> str:
    """A name that nobody has yet, which says whose it is."""
    return f"tillroll_doctor_{uuid4().hex[:8]}"


@contextmanager
def open_roles(
    settings: Settings, *, read_only: bool = False, on_wait: Callable[[str], None] = lambda _words: None
) -> Iterator[tuple[Opened, "Roles"]]:
    """The warehouse in PostgreSQL and the roles that may read it, until the block ends."""
    if not settings.warehouse.startswith("postgresql:"):
        raise ConfigurationError(
            f"{settings.warehouse}: roles are PostgreSQL's: who may open a DuckDB file sees all of it, "
            "and Redshift's rights are in docs/reference/redshift-rights.sql; name a warehouse in PostgreSQL"
        )
    with open_engine() as engine:
        wait = Wait(settings.wait_seconds, on_wait)
        with closing(_postgres(engine, settings, wait, read_only=read_only)) as warehouse:
            from tillroll.adapters.postgres.roles import Roles  # noqa: PLC0415 - only who asks for it has the driver

            yield Opened(engine, warehouse), Roles(warehouse)


@contextmanager
def open_engine() -> Iterator[Engine]:
    """An engine without a warehouse, until the block ends."""
    engine = Engine.open()
    try:
        yield engine
    finally:
        engine.close()
