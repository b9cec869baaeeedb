"""What `tillroll simulate` does: a chain into a folder or into a warehouse, and what is there then in words."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from tillroll import wiring
from tillroll.cli.open_warehouse import open_warehouse
from tillroll.cli.progress import progress
from tillroll.cli.session import Session
from tillroll.errors import ConfigurationError
from tillroll.ingest import Ingest
from tillroll.settings import Settings, working_settings
from tillroll.simulate.chain import write_chain
from tillroll.simulate.draw import batches
from tillroll.simulate.into import fill_warehouse
from tillroll.simulate.reference import write_lists
from tillroll.simulate.world import CUT_OFF_MINUTES, TIME_ZONE, Wanted, World, check_dates, draw_world
from tillroll.words import count, pounds, took


def write_files(wanted: Wanted, out: Path) -> str:
    """Write the chain's files and its answer key; what is there, in words."""
    check_dates(wanted)
    with wiring.open_engine() as engine, progress(batches(wanted), is_quiet=False, what="batches") as advance:
        written = write_chain(engine, out, wanted, advance)
    spoilt = f", {written.faulty_files:,} of them spoilt" if written.faulty_files else ""
    files = f"{out / 'landing'} holds {count(written.files, 'till file')}{spoilt}"
    truth = f"{count(written.sales, 'true sale')} of {pounds(written.pence)}"
    return f"{files}, and the chain's lists.\n{out / 'answer_key'} tells of {truth}, and what must become of them."


def load_chain(wanted: Wanted, url: str, session: Session) -> str:
    """Load the chain's sales into a new warehouse; what is there, in words."""
    check_dates(wanted)
    settings, world = settings_of(url), draw_world(wanted)
    with (
        opened_for(world, settings) as ingest,
        progress(batches(wanted), is_quiet=False, what="batches") as advance,
    ):
        report = fill_warehouse(ingest, world, on_sales=advance)
    loaded = report.total("sales_loaded")
    session.log(settings).write("simulated", sales_loaded=loaded, seconds=round(report.seconds, 3))
    money = pounds(report.total("pence_loaded"))
    return f"{url} holds {count(loaded, 'sale')} of {money}, loaded in {took(report.seconds)}."


def settings_of(url: str) -> Settings:
    """The settings of this process, but for the warehouse and what a simulated chain decides itself."""
    found = replace(working_settings({"warehouse": url}), branches=None, products=None, closures=None)
    return replace(found, time_zone=TIME_ZONE, cut_off_minutes=CUT_OFF_MINUTES)


@contextmanager
def opened_for(world: World, settings: Settings) -> Iterator[Ingest]:
    """A new warehouse that knows the chain's lists, to be filled."""
    with open_warehouse(settings) as opened:
        if opened.warehouse.run("lists/branches_with_documents"):
            raise ConfigurationError(f"{settings.warehouse} holds sales already: name a new warehouse")
        lists = _lists(settings, world)
        yield wiring.start_ingest(opened, settings, lists, lambda _receipt: None, lambda _postponed: None)


def _lists(settings: Settings, world: World) -> wiring.Lists:
    with TemporaryDirectory() as folder:
        write_lists(Path(folder), world)
        return wiring.read_lists(settings, [folder])
