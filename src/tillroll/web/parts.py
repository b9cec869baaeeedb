"""Parts that several pages show."""

from collections.abc import Iterator

from tillroll.report import Answer, Basis, OrdersRead, Restatement
from tillroll.web.figures import day, moment, span_words
from tillroll.web.numbers import localised
from tillroll.words import count, pounds, short_id, shown

_MOST_NAMES = 5


def basis_lines(basis: Basis | None) -> tuple[tuple[str, str], ...]:
    """What a report rests on, as words and what they say; of a report without dates, that it leaves nothing out."""
    if basis is None:
        return (("Coverage", "the warehouse's own log, which leaves nothing out"),)
    return tuple(_lines(basis))


def basis_text(answer: Answer) -> str:
    """The same as a text to keep beside an answer's rows: under its title, its dates and what was chosen."""
    head = (
        answer.report.title,
        *([f"{span_words(answer.span)} ({answer.span.words})"] if answer.span else []),
        *([answer.only] if answer.only else []),
    )
    lines = (*head, *(f"{word:9} {told}" for word, told in basis_lines(answer.basis)))
    return "".join(f"{shown(line)}\n" for line in lines)


def _lines(basis: Basis) -> Iterator[tuple[str, str]]:
    newest = basis.newest_sale_at
    yield "Coverage", _coverage(basis)
    if basis.read:
        yield "Read", read_words(basis.read)
    yield "Freshness", f"the newest sale is of {day(newest)}, {newest:%H:%M}" if newest else "no sale counts here"
    yield "Missing", _missing(basis)
    yield "Restated", _restated(basis.restatement) if basis.restatement else "nothing, since it was first published"


def _coverage(basis: Basis) -> str:
    if basis.coverage is None:
        return "no branch-day was expected"
    others = {"partial": basis.partial_days, "held": basis.held_days, "provisional": basis.provisional_days}
    rest = "".join(f"; {number:,} {state}" for state, number in others.items() if number)
    expected = count(basis.expected_days, "expected branch-day")
    return localised(f"{basis.complete_days:,} of {expected} complete ({100 * basis.coverage:.1f}%){rest}")


def read_words(read: OrdersRead) -> str:
    """Which orders some figures are read from."""
    orders = localised(f"{count(read.orders, 'order')} of {count(read.branch_days, 'branch-day')}")
    return f"{orders}, {span_words(read)}"


def _missing(basis: Basis) -> str:
    if not basis.missing:
        return "no branch-day"
    named = [f"{name} ({count(number, 'day')})" for name, number in basis.missing[:_MOST_NAMES]]
    more = len(basis.missing) - len(named)
    total = localised(count(sum(number for _, number in basis.missing), "branch-day"))
    return f"{total}: {', '.join(named)}{f' and {more:,} more' if more else ''}"


def _restated(last: Restatement) -> str:
    by = f"{last.file} ({short_id(last.document_id)})" if last.document_id else last.file
    days = count(last.branch_days, "branch-day")
    what = days if last.pence is None else f"{'+' if last.pence > 0 else ''}{pounds(last.pence)} on {days}"
    return f"last {moment(last.restated_at)}: {localised(what)}, by {by or 'a change of the list of branches'}"
