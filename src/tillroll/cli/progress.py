"""How far a run is: a bar on a terminal, nothing where the output is read by a program."""

import sys
from collections.abc import Callable, Iterator, Sized
from contextlib import contextmanager

Advance = Callable[[int], None]


@contextmanager
def progress(files: Sized, *, is_quiet: bool, what: str = "files", unit: str = "sales") -> Iterator[Advance]:
    """Shows files, sales a second and the time left; the value is called with each done file's number of sales.

    ``what`` is the word for other things than files. Where ``unit`` is what is counted too, not its sales, the value is
    called with how many more are done.
    """
    is_seen = sys.stdout.isatty() and sys.stderr.isatty()
    if is_quiet or not is_seen or len(files) < 2:  # noqa: PLR2004 - one file needs no bar
        yield lambda _sales: None
    else:
        with _bar(len(files), what, unit) as advance:
            yield advance


@contextmanager
def steps() -> Iterator[Callable[[str], None]]:
    """Shows on a terminal what is being done; the value is called with each step's name."""
    if not (sys.stdout.isatty() and sys.stderr.isatty()):
        yield lambda _step: None
        return
    from rich.console import Console

    with Console(stderr=True).status("") as status:
        yield lambda step: status.update(f"{step} …")


@contextmanager
def _bar(files: int, what: str, unit: str) -> Iterator[Advance]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

    pace = TextColumn(f"{what} · {{task.fields[pace]}} {unit}/s · left")
    columns = (SpinnerColumn(), BarColumn(), MofNCompleteColumn(), pace, TimeRemainingColumn())
    sales = 0
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=files, pace="0")

        def advance(more_sales: int) -> None:
            nonlocal sales
            sales += more_sales
            seconds = max(bar.tasks[0].elapsed or 0, 0.1)
            bar.update(task, advance=1 if unit == "sales" else more_sales, pace=f"{sales / seconds:,.0f}")

        yield advance
