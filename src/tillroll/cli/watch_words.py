"""What a watch tells: each event is one line for people and one object for programs."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tillroll.cli.receipts import postponed_object, receipt_object, run_object
from tillroll.contract.values import Receipt
from tillroll.filename import mask_long_numbers
from tillroll.ingest import Postponed, RunReport
from tillroll.needs import Need, need_of, needs_of
from tillroll.report import RegisterRow
from tillroll.watching import Deadline
from tillroll.words import count, day, moment, pounds, shown, took

MOST_NAMES = 40
SENT_NOTHING = ("missing",)
OWED_NOTHING = ("closed",)


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened; one without a line is for programs only."""

    told: dict[str, Any]
    line: str


@dataclass(slots=True)
class Totals:
    """What a watch has taken so far."""

    outcomes: Counter[str] = field(default_factory=Counter)
    sales: int = 0
    pence: int = 0

    def add(self, receipt: Receipt) -> None:
        """Count a delivery."""
        self.outcomes[receipt.outcome] += 1
        self.sales += receipt.sales_loaded
        self.pence += receipt.pence_loaded

    @property
    def words(self) -> str:
        """The files by outcome, and what they sold."""
        return _figures(self.outcomes, self.sales, self.pence)


def began(folders: Sequence[Path], settle_seconds: float) -> Event:
    """The watch begins."""
    names = [_name(folder) for folder in folders]
    line = f"watching {', '.join(names)}: a file is taken once it has not changed for {took(settle_seconds)}"
    return _event("began", line, folders=names)


def gone(folder: Path, why: str) -> Event:
    """A folder can't be listed any more."""
    name = _name(folder)
    return _event(
        "gone", f"{name} is out of reach: {why}; its files are taken once it is back", folder=name, reason=why
    )


def back(folder: Path) -> Event:
    """A folder can be listed again."""
    return _event("back", f"{_name(folder)} is within reach again", folder=_name(folder))


def waiting(why: str) -> Event:
    """Another process holds the warehouse."""
    return _event("waiting", why, reason=why)


def trouble(why: str, again_in_seconds: float) -> Event:
    """Nothing can be taken in now."""
    words = "; ".join(why.splitlines())
    line = f"can't go on: {words}: trying again in {took(again_in_seconds)}, later with longer pauses"
    return _event("trouble", line, reason=words, again_in_seconds=again_in_seconds)


def going_on() -> Event:
    """The trouble is over."""
    return _event("going_on", "going on: the trouble is over")


def file_taken(receipt: Receipt) -> Event:
    """A file was taken in."""
    figures = f", {count(receipt.sales_loaded, 'sale')}, {pounds(receipt.pence_loaded)}" if receipt.sales_loaded else ""
    words = f"{shown(receipt.file)}: {receipt.outcome}{figures}"
    need = need_of(receipt)
    return Event(receipt_object(receipt), f"{words}{_need_words(need)}" if need else words)


def file_put_off(postponed: Postponed) -> Event:
    """A file could not be opened, or changed while it was read."""
    retry = "once that is done, it is taken" if postponed.needs_person else "it is tried again"
    return Event(postponed_object(postponed), f"{shown(postponed.file)}: postponed: {postponed.reason}; {retry}")


def _need_words(need: Need) -> str:
    wrong = "; ".join(words.removeprefix("held: ") for words in need.wrong)
    return f": {wrong}{f' → {need.to_do}' if need.to_do else ''}"


def run_ended(report: RunReport) -> Event:
    """A run over some files ended. One over a single file is told by that file's own line."""
    outcomes = Counter(report.outcomes)
    files = _figures(outcomes, report.total("sales_loaded"), report.total("pence_loaded"))
    needs = sum(need.kind == "person" for need in needs_of(report))
    words = f"; {count(needs, 'file')} for a person" if needs else ""
    line = f"{files} in {took(report.seconds)}{words}" if outcomes.total() > 1 else ""
    return Event(run_object(report), line)


def _figures(outcomes: Counter[str], sales: int, pence: int) -> str:
    words = ", ".join(f"{number:,} {outcome}" for outcome, number in outcomes.items())
    files = f"{count(outcomes.total(), 'file')}{f' ({words})' if words else ''}"
    return f"{files}, {count(sales, 'sale')}, {pounds(pence)}"


def deadline_passed(deadline: Deadline, rows: Sequence[RegisterRow], began_at: datetime) -> Event:
    """A deadline passed; ``rows`` are the register's of the branches that owed the trading date by then."""
    missing = [row for row in rows if row.state in SENT_NOTHING]
    sent = sum(row.state not in {*SENT_NOTHING, *OWED_NOTHING} for row in rows)
    is_old = deadline.at < began_at
    line = f"{day(deadline.trading_date)}, due by {moment(deadline.at.replace(tzinfo=UTC))}: {_who(missing, sent)}"
    return _event(
        "deadline",
        f"{line}{' (told at the start of this watch)' if is_old else ''}",
        trading_date=deadline.trading_date.isoformat(),
        deadline_at=deadline.at.replace(tzinfo=UTC).isoformat(),
        sent=sent,
        missing=[{"branch": row.branch_id, "branch_name": row.branch_name, "reason": row.reason} for row in missing],
        passed_before_start=is_old,
    )


def _who(missing: Sequence[RegisterRow], sent: int) -> str:
    total = count(len(missing) + sent, "branch", "branches")
    if not missing:
        return f"{total} sent, none is missing"
    names = ", ".join(shown(row.branch_name) for row in missing[:MOST_NAMES])
    more = f" and {len(missing) - MOST_NAMES:,} more" if len(missing) > MOST_NAMES else ""
    return f"{len(missing):,} of {total} sent nothing: {names}{more}"


def ended(totals: Totals, seconds: float, files_waiting: int) -> Event:
    """The watch ends."""
    left = f"; {count(files_waiting, 'file')} not taken yet: the next watch does" if files_waiting else ""
    return _event(
        "ended",
        f"ended after {took(seconds)}: {totals.words}{left}",
        seconds=round(seconds, 3),
        documents=totals.outcomes.total(),
        outcomes=dict(totals.outcomes),
        sales_loaded=totals.sales,
        pence_loaded=totals.pence,
        files_waiting=files_waiting,
    )


def _event(kind: str, line: str, **fields: object) -> Event:
    return Event({"kind": kind, "at": datetime.now(UTC).isoformat(timespec="milliseconds"), **fields}, line)


def _name(folder: Path) -> str:
    return shown(mask_long_numbers(str(folder)))
