"""Delivery histories: one table, which test_histories plays and docs/explanation/delivery-rules.md prints.

A sale is a word: `9` is a latte at 09:00 for £2.45, `9:30` one at half past, `24:10` one ten minutes after midnight.
`10m` is a mocha for £3.20 instead, and `10!` a row whose total is not the sum of its items.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from tests.warehouses.helpers import LATTE, MOCHA, SETUP, Form, Sale, till_text
from tillroll.contract.values import Keep
from tillroll.load import Release
from tillroll.prepare import Setup
from tillroll.registry import BranchEntry, Registry

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "delivery-rules.md"
ONLY_LEEDS = replace(SETUP, registry=Registry.listed([BranchEntry("leeds", "l1", ("leeds",))]))
ENDINGS: Mapping[Form, str] = {"stream": "jsonl"}


@dataclass(frozen=True)
class File:
    """A delivery, and what its receipt must say; `counts` is what the day's sales come to after it."""

    at: str
    holds: str
    outcome: str
    counts: str
    loaded: str = ""
    already_there: str = ""
    held: str = ""
    rejected: str = ""
    withdrawn: str = ""
    form: Form = "dash"
    till: str = ""
    day: int = 25
    branch: str = "Leeds"

    @property
    def text(self) -> str:
        return till_text(map(self._sale, self.holds.split()), self.form, self.branch)

    def _sale(self, word: str) -> Sale:
        hour, _, minute = word.rstrip("m!").partition(":")
        placed_at = datetime(2021, 8, self.day, 0, 0, 27) + timedelta(hours=int(hour), minutes=int(minute or 0))
        return Sale(placed_at, (MOCHA if word.endswith("m") else LATTE,), adds_up=not word.endswith("!"))

    def name(self, number: int) -> str:
        till = f"_till-{self.till}" if self.till else ""
        return f"{self.branch.lower()}{till}_{self.day}-08-2021_copy-{number}.{ENDINGS.get(self.form, 'csv')}"

    @property
    def delivered_at(self) -> datetime:
        return moment(self.day, self.at)


@dataclass(frozen=True)
class Person:
    """A person releases what a step delivered (1 is the first step)."""

    at: str
    about: int
    keep: Keep
    counts: str
    always: bool = False


@dataclass(frozen=True)
class History:
    """Deliveries and decisions in the order in which they are processed."""

    title: str
    meaning: str
    steps: tuple[File | Person, ...]
    setup: Setup = SETUP

    def release(self, person: Person) -> Release:
        about = self.steps[person.about - 1]
        if not isinstance(about, File):
            raise TypeError
        document_id = UUID(hashlib.sha256(about.text.encode()).hexdigest()[:32])
        day = date(2021, 8, about.day)
        decided_at = moment(about.day, person.at)
        return Release(document_id, about.branch.lower(), about.till, day, decided_at, person.keep, person.always)


def moment(day: int, at: str) -> datetime:
    return datetime.strptime(f"2021-08-{day} {at}", "%Y-%m-%d %H:%M")


HISTORIES = (
    History(
        "The whole day, then the same again",
        "A copy changes nothing, whatever its name.",
        (
            File("17:05", "9 10 11 12", "loaded", "4 · £9.80", loaded="4 · £9.80"),
            File("18:00", "9 10 11 12", "duplicate", "4 · £9.80", already_there="4 · £9.80"),
        ),
    ),
    History(
        "A part, then the whole day",
        "The whole day brings what the part did not have.",
        (
            File("12:00", "9 10", "loaded", "2 · £4.90", loaded="2 · £4.90"),
            File(
                *("17:05", "9 10 11 12", "extended", "4 · £9.80"),
                loaded="2 · £4.90",
                already_there="2 · £4.90",
            ),
        ),
    ),
    History(
        "The whole day, then a file that was cut off",
        "All that it holds is there already. It may be the truth, so a person may release it as a correction: "
        "then the day loses the sale that it lacks between its first and its last.",
        (
            File("17:05", "9 10 11 12 13", "loaded", "5 · £12.25", loaded="5 · £12.25"),
            File("18:00", "9 11 12", "contained", "5 · £12.25", already_there="3 · £7.35"),
            Person("19:00", 2, "new", "4 · £9.80"),
        ),
    ),
    History(
        "The morning, then the afternoon, then the morning corrected",
        "Parts add up. A correction of one part leaves the other alone.",
        (
            File("12:30", "9 10 11 12", "loaded", "4 · £9.80", loaded="4 · £9.80"),
            File("17:05", "14 15 16", "extended", "7 · £17.15", loaded="3 · £7.35"),
            File(
                *("18:00", "9 10m 11 12", "corrected", "7 · £17.90"),
                loaded="1 · £3.20",
                already_there="3 · £7.35",
                withdrawn="1 · £2.45",
            ),
        ),
    ),
    History(
        "The afternoon, then the morning, then the afternoon corrected",
        "Parts come in any order.",
        (
            File("12:30", "14 15 16", "loaded", "3 · £7.35", loaded="3 · £7.35"),
            File("17:05", "9 10 11 12", "extended", "7 · £17.15", loaded="4 · £9.80"),
            File(
                *("18:00", "14 15m 16", "corrected", "7 · £17.90"),
                loaded="1 · £3.20",
                already_there="2 · £4.90",
                withdrawn="1 · £2.45",
            ),
        ),
    ),
    History(
        "A corrected file",
        "Inside its window the newer file alone speaks for the day: what it adds counts, what it lacks is withdrawn.",
        (
            File("17:05", "9 10 11 12", "loaded", "4 · £9.80", loaded="4 · £9.80"),
            File(
                *("18:00", "9 10m 11", "corrected", "4 · £10.55"),
                loaded="1 · £3.20",
                already_there="2 · £4.90",
                withdrawn="1 · £2.45",
            ),
        ),
    ),
    History(
        "A, B, A",
        "The first version comes again after its correction. Nobody can tell whether the correction was wrong or an "
        "old copy was sent by mistake, so it waits for a person.",
        (
            File("17:05", "9 10 11 12", "loaded", "4 · £9.80", loaded="4 · £9.80"),
            File(
                *("18:00", "9 10m 11 12", "corrected", "4 · £10.55"),
                loaded="1 · £3.20",
                already_there="3 · £7.35",
                withdrawn="1 · £2.45",
            ),
            File(
                *("19:00", "9 10 11 12", "held", "4 · £10.55"),
                already_there="3 · £7.35",
                held="1 · £2.45",
            ),
            Person("20:00", 3, "new", "4 · £9.80"),
        ),
    ),
    History(
        "A duplicate that is delivered later than its correction",
        "The same as A, B, A, though every byte of the copy is new: Excel saved it.",
        (
            File("17:05", "9 10 11 12", "loaded", "4 · £9.80", loaded="4 · £9.80", form="triples"),
            File(
                *("18:00", "9 10m 11 12", "corrected", "4 · £10.55"),
                loaded="1 · £3.20",
                already_there="3 · £7.35",
                withdrawn="1 · £2.45",
                form="triples",
            ),
            File("18:30", "9 10m 11 12", "duplicate", "4 · £10.55", already_there="4 · £10.55", form="excel"),
            File(
                *("19:00", "9 10 11 12", "held", "4 · £10.55"),
                already_there="3 · £7.35",
                held="1 · £2.45",
                form="excel",
            ),
        ),
    ),
    History(
        "A late old version after a newer one",
        "The order of delivery counts, not the order of processing: the old version takes its place before the newer.",
        (
            File("18:00", "9 10m 11 12", "loaded", "4 · £10.55", loaded="4 · £10.55"),
            File(
                *("17:05", "9 10 11 12", "loaded", "4 · £10.55"),
                already_there="3 · £7.35",
                held="1 · £2.45",
            ),
        ),
    ),
    History(
        "Two tills, and nothing says so",
        "Two files of one day that share no sale and lie among each other: two tills, or a wrong file? A person says "
        "once that both count, always; the next day nobody is asked.",
        (
            File("17:05", "9 11 13 15", "loaded", "4 · £9.80", loaded="4 · £9.80"),
            File("17:10", "10 12 14 16", "held", "4 · £9.80", held="4 · £9.80"),
            Person("19:00", 2, "both", "8 · £19.60", always=True),
            File("17:05", "9 11 13 15", "loaded", "12 · £29.40", loaded="4 · £9.80", day=26),
            File("17:10", "10 12 14 16", "extended", "16 · £39.20", loaded="4 · £9.80", day=26),
        ),
    ),
    History(
        "Two tills, and the file names say so",
        "Tills never meet, so nothing is held.",
        (
            File("17:05", "9 11 13 15", "loaded", "4 · £9.80", loaded="4 · £9.80", till="1"),
            File("17:10", "10 12 14 16", "loaded", "8 · £19.60", loaded="4 · £9.80", till="2"),
        ),
    ),
    History(
        "A stranger, released with --keep both",
        "Its sales count beside the others.",
        (
            File("17:05", "9 11 13 15", "loaded", "4 · £9.80", loaded="4 · £9.80"),
            File("17:10", "10 12 14", "held", "4 · £9.80", held="3 · £7.35"),
            Person("19:00", 2, "both", "7 · £17.15"),
        ),
    ),
    History(
        "A stranger, released with --keep new",
        "It alone speaks for the time from its first to its last sale.",
        (
            File("17:05", "9 11 13 15", "loaded", "4 · £9.80", loaded="4 · £9.80"),
            File("17:10", "10 12 14", "held", "4 · £9.80", held="3 · £7.35"),
            Person("19:00", 2, "new", "5 · £12.25"),
        ),
    ),
    History(
        "A stranger, released with --keep old",
        "It is dismissed: kept, never counted.",
        (
            File("17:05", "9 11 13 15", "loaded", "4 · £9.80", loaded="4 · £9.80"),
            File("17:10", "10 12 14", "held", "4 · £9.80", held="3 · £7.35"),
            Person("19:00", 2, "old", "4 · £9.80"),
        ),
    ),
    History(
        "A stranger whose sales come by another way",
        "A whole day brings the stranger's sales too, so nobody need decide about it any longer.",
        (
            File("15:05", "9 11 13 15", "loaded", "4 · £9.80", loaded="4 · £9.80"),
            File("15:10", "10 12 14", "held", "4 · £9.80", held="3 · £7.35"),
            File(
                *("17:05", "9 10 11 12 13 14 15", "extended", "7 · £17.15"),
                loaded="3 · £7.35",
                already_there="4 · £9.80",
            ),
        ),
    ),
    History(
        "Two parts that overlap a little",
        "They share less than half of the smaller one's sales, so they are no kin: a person decides.",
        (
            File("13:00", "9 10 11 12", "loaded", "4 · £9.80", loaded="4 · £9.80"),
            File(
                *("17:05", "12 13 14 15", "held", "4 · £9.80"),
                already_there="1 · £2.45",
                held="3 · £7.35",
            ),
            Person("19:00", 2, "both", "7 · £17.15"),
        ),
    ),
    History(
        "Twelve sales after midnight, then the day's correction",
        "Sales until four in the morning belong to the day before. The correction ends at its own last sale, so the "
        "late sales stay.",
        (
            File("17:05", "9 10 11 12", "loaded", "4 · £9.80", loaded="4 · £9.80"),
            File(
                *("23:00", "24:05 24:10 24:15 24:20 24:25 24:30 24:35 24:40 24:45 24:50 24:55 25:00"),
                *("extended", "16 · £39.20"),
                loaded="12 · £29.40",
            ),
            File(
                *("23:30", "9 10 11 12m", "corrected", "16 · £39.95"),
                loaded="1 · £3.20",
                already_there="3 · £7.35",
                withdrawn="1 · £2.45",
            ),
        ),
    ),
    History(
        "A re-save with rejected rows",
        "It may lack sales only because it is broken, so it adds and never withdraws.",
        (
            File("17:05", "9 10 11 12", "loaded", "4 · £9.80", loaded="4 · £9.80"),
            File(
                *("18:00", "9 10! 11 12 13", "extended", "5 · £12.25"),
                loaded="1 · £2.45",
                already_there="3 · £7.35",
                rejected="1 · £2.50",
            ),
        ),
    ),
    History(
        "Excel, without the seconds",
        "Sales are compared to the minute, so the re-saved file is the same delivery.",
        (
            File("17:05", "9 10 11 12", "loaded", "4 · £9.80", loaded="4 · £9.80", form="triples"),
            File("18:00", "9 10 11 12", "duplicate", "4 · £9.80", already_there="4 · £9.80", form="excel"),
        ),
    ),
    History(
        "Two customers, one minute, the same latte",
        "Both count, and a re-saved copy knows both again.",
        (
            File("17:05", "9 9 10", "loaded", "3 · £7.35", loaded="3 · £7.35", form="triples"),
            File("18:00", "9 9 10", "duplicate", "3 · £7.35", already_there="3 · £7.35", form="excel"),
        ),
    ),
    History(
        "The stream, then the file",
        "Until the file comes the day is provisional. Then sales inside the file's window that only the stream has "
        "cease to count; those outside still do.",
        (
            File("16:00", "9 10 11 16", "loaded", "4 · £9.80", loaded="4 · £9.80", form="stream"),
            File(
                *("17:05", "9 10 12", "loaded", "4 · £9.80"),
                loaded="1 · £2.45",
                already_there="2 · £4.90",
                withdrawn="1 · £2.45",
            ),
        ),
    ),
    History(
        "The file, then the stream",
        "The same, the other way round.",
        (
            File("15:00", "9 10 12", "loaded", "3 · £7.35", loaded="3 · £7.35"),
            File(
                *("16:00", "9 10 11 16", "extended", "4 · £9.80"),
                loaded="1 · £2.45",
                already_there="2 · £4.90",
                held="1 · £2.45",
                form="stream",
            ),
        ),
    ),
    History(
        "A branch that the list does not name",
        "With a branches.csv an unknown branch is held, not invented.",
        (
            File("17:05", "9 10", "loaded", "2 · £4.90", loaded="2 · £4.90"),
            File("17:10", "9 10", "held", "2 · £4.90", held="2 · £4.90", branch="Leedes"),
        ),
        ONLY_LEEDS,
    ),
)


# --- the page ---

FIGURES = ("loaded", "already_there", "held", "rejected", "withdrawn")
START, END = "<!-- histories: written by `make docs` -->\n", "<!-- end of histories -->\n"


def page() -> str:
    """The page on the delivery rules with its histories as this module has them."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(START)
    after = rest.partition(END)[2]
    return before + START + "\n" + "\n".join(_section(history) for history in HISTORIES) + "\n" + END + after


def _section(history: History) -> str:
    shown = [name for name in FIGURES if any(getattr(step, name, "") for step in history.steps)]
    head = ["at", "what comes", "outcome", *(name.replace("_", " ") for name in shown), "then counts"]
    rows = [_cells(history, step, shown) for step in history.steps]
    lines = [_line(head), _line(["---"] * len(head)), *map(_line, rows)]
    return "\n".join((f"### {history.title}\n", f"{history.meaning}\n", *lines, ""))


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cells(history: History, step: File | Person, shown: list[str]) -> list[str]:
    if isinstance(step, Person):
        said = f"a person: `--keep {step.keep}{' --always' if step.always else ''}`"
        return [step.at, said, "", *[""] * len(shown), step.counts]
    return [_time(step), _delivery(step), step.outcome, *(getattr(step, name) for name in shown), step.counts]


def _time(step: File) -> str:
    return step.at if step.day == 25 else f"next day {step.at}"


def _delivery(step: File) -> str:
    kind = {"dash": "", "triples": "", "excel": " (saved by Excel)", "stream": " (stream)"}[step.form]
    till = f" (till {step.till} in its name)" if step.till else ""
    branch = f" of {step.branch}" if step.branch != "Leeds" else ""
    return f"`{step.holds}`{branch}{kind}{till}"


def files_of(history: History) -> Iterator[tuple[int, File]]:
    """The history's deliveries by number."""
    return ((number, step) for number, step in enumerate(history.steps, 1) if isinstance(step, File))
