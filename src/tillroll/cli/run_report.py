"""The run report: in words, what earlier systems left blank."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from tillroll.contract.values import RULES
from tillroll.ingest import RunReport
from tillroll.needs import Need, needs_of
from tillroll.report import RegisterRow
from tillroll.words import count, days, moment, pounds, shown, small_pounds, took

MOST_LINES = 40
_WIDTH = 15


def report_lines(report: RunReport, missing: Sequence[RegisterRow], *, most: int = MOST_LINES) -> Iterator[str]:
    """The report of a finished run; ``missing`` are the branch-days that it touched of which nothing came.

    Of branches that sent nothing, and of files of one kind, it names so many at ``most``.
    """
    yield _line("Files", _files(report))
    yield _line("Sales loaded", f"{report.total('sales_loaded'):,}, {pounds(report.total('pence_loaded'))}")
    yield from _other_sales(report)
    yield from _rejected(report)
    yield from _sent_nothing(missing, most)
    needs = list(_needs(needs_of(report), most))
    yield from (*needs, "") if needs else ()
    yield from _time_and_cost(report)


def _time_and_cost(report: RunReport) -> Iterator[str]:
    yield _line("Started at", moment(report.started_at))
    yield _line("Finished at", moment(report.finished_at) if report.finished_at else "it was cut off")
    yield _line("Took", took(report.seconds))
    cost = report.cost_micropence
    yield _line("Cost", "nothing: it ran on this machine" if cost is None else small_pounds(cost))


def _line(title: str, text: str) -> str:
    return f"{title:<{_WIDTH}}{text}"


def _more(title: str, lines: Sequence[str], command: str, most: int) -> Iterator[str]:
    """Several lines under one title, cut where nobody would read on."""
    for place, text in enumerate(lines[:most]):
        yield _line("" if place else title, text)
    if len(lines) > most:
        yield _line("", f"and {len(lines) - most:,} more: {command}")


def _files(report: RunReport) -> str:
    outcomes = report.outcomes
    words = ", ".join(f"{number:,} {outcome}" for outcome, number in outcomes.items())
    return f"{sum(outcomes.values()):,}: {words}" if outcomes else "none"


def _other_sales(report: RunReport) -> Iterator[str]:
    there, held = report.total("rows_already_there"), report.total("rows_held")
    if there:
        yield _line("Already there", f"{count(there, 'row')}, {pounds(report.total('pence_already_there'))}")
    if held:
        yield _line("Held", f"{count(held, 'row')}, {pounds(report.total('pence_held'))}: stored, not counted")
    withdrawn = report.total("sales_withdrawn")
    if withdrawn:
        yield _line("Withdrawn", f"{count(withdrawn, 'sale')}, {pounds(report.total('pence_withdrawn'))}")


def _rejected(report: RunReport) -> Iterator[str]:
    rows = report.total("rows_rejected")
    if not rows:
        yield _line("Rejected", "nothing")
        return
    yield _line("Rejected", f"{count(rows, 'row')}, {pounds(report.total('pence_rejected'))} as far as it can be read")
    for why, number in _reasons(report).most_common():
        yield _line("", f"{number:,} × {why}")


def _reasons(report: RunReport) -> Counter[str]:
    """Rejected rows by why, in words."""
    reasons: Counter[str] = Counter()
    for receipt in report.receipts:
        if receipt.outcome == "unreadable":
            reasons["in files that can't be read"] += receipt.rows_rejected
            continue
        told = {f"{rule}: {RULES[rule]}": rows for rule, rows in receipt.rejected_by_rule.items()}
        reasons.update(told)
        reasons["as in an earlier run"] += receipt.rows_rejected - sum(told.values())
    return +reasons


def _sent_nothing(missing: Sequence[RegisterRow], most: int) -> Iterator[str]:
    by_branch: dict[str, list[date]] = defaultdict(list)
    for row in missing:
        by_branch[row.branch_name].append(row.trading_date)
    lines = [f"{shown(name)}: {days(dates)}" for name, dates in sorted(by_branch.items())]
    yield from _more("Sent nothing", lines or ["no branch that was expected"], "tillroll status", most)


_NEEDS = {"person": "These files need a person:", "later": "To be tried again later:", "look": "Worth a look:"}


def _needs(needs: Sequence[Need], most: int) -> Iterator[str]:
    for kind, title in _NEEDS.items():
        found = [need for need in needs if need.kind == kind]
        if found:
            yield from ("", title)
        for need in found[:most]:
            yield from _need(need)
        if len(found) > most:
            yield f"  and {len(found) - most:,} more: tillroll quarantine list"


def _need(need: Need) -> Iterator[str]:
    yield f"  {need.file}"
    yield from (f"    {wrong}" for wrong in need.wrong)
    if need.to_do:
        yield f"    → {need.to_do}"
