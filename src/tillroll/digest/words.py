"""A digest in words: what its templates show, each figure as it is written."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from tillroll.digest.advice import one_thing
from tillroll.digest.content import Digest
from tillroll.digest.facts import MISSING_DAYS, Row
from tillroll.words import MINUS, count, hours, pounds, shown, signed_share, with_minus

NOTHING = "–"
NO_CAUSES = "Too few orders, or too few complete days before, to tell causes."
_MOST_NAMES, _MOST_BRANCHES, _MOST_HOURS, _MOST_MISSING = 3, 3, 5, 12
_FULL = 100
_MOST_CAUSES = 3
_HEADINGS = {1: "One cause", 2: "Two causes"}
_CAUSES = {
    "traffic": ("more orders", "fewer orders"),
    "items per order": ("more items an order", "fewer items an order"),
    "price and mix": ("higher prices or dearer choices", "lower prices or cheaper choices"),
}


@dataclass(frozen=True, slots=True)
class Bar:
    """A line of a table with a bar: widths are of 100, `mark` is where it would end as typical."""

    name: str
    figure: str
    note: str
    width: int
    mark: int | None


@dataclass(frozen=True, slots=True)
class Words:
    """What the templates show; an empty part is left out."""

    subject: str
    place: str
    day: str
    lead: str
    figures: tuple[tuple[str, str, str], ...]
    causes: tuple[str, ...]
    causes_heading: str
    causes_note: str
    thing: str
    finding: str
    missing: tuple[str, ...]
    missing_note: str
    days: tuple[Bar, ...]
    branches: tuple[Bar, ...]
    hours: tuple[tuple[str, str], ...]
    basis: str
    attached: str


def digest_words(digest: Digest) -> Words:
    """The digest as it is written. Names lose what can't be printed, so that none ends a line of the head."""
    lead = _lead(digest)
    facts = digest.facts
    causes = tuple(cause_words(facts.causes) if digest.has_money else order_cause_words(facts.orders, facts.hours))
    return Words(
        subject=f"{_day(digest.day)}: {lead[:1].lower()}{lead[1:]}",
        place=_place(digest),
        day=_day(digest.day),
        lead=lead,
        figures=tuple(_figures(digest)),
        causes=causes,
        causes_heading=_HEADINGS.get(len(causes), "Three causes"),
        causes_note=_causes_note(digest) if digest.has_money else _order_causes_note(digest),
        thing=shown(one_thing(facts)),
        finding=shown(facts.finding["finding"]) if facts.finding else "",
        missing=tuple(_missing(facts.missing)),
        missing_note=f"of the {MISSING_DAYS} days up to {_day(digest.day)}",
        days=tuple(_bars(digest.days, "trading_date")),
        branches=tuple(_bars(_outer(facts.branches), "branch")),
        hours=tuple((hours(row["hour"]), count(row["orders"], "order")) for row in _busiest(digest.orders_by_hour)),
        basis=_basis(digest),
        attached=digest.attached_name,
    )


def _lead(digest: Digest) -> str:
    facts = digest.facts
    missing = sum(row["trading_date"] == digest.day for row in facts.missing)
    parts = [words for words in (_change(digest.typical),) if words != NOTHING]
    if facts.orders and facts.orders["orders_change"] is not None:
        parts.append(f"orders {_change(facts.orders, 'orders_change')}")
    if missing:
        parts.append(f"{count(missing, 'file')} missing")
    elif not digest.has_money:
        parts.append(f"{count(len(facts.missing), 'file')} of the week missing" if facts.missing else "no file missing")
    return ", ".join(parts) or "what was sold"


def _place(digest: Digest) -> str:
    if digest.is_whole_chain:
        return "The whole chain"
    if len(digest.branch_names) > _MOST_NAMES:
        return f"Your {len(digest.branch_names):,} branches"
    return shown(", ".join(digest.branch_names)) or "No branch"


def _figures(digest: Digest) -> Iterator[tuple[str, str, str]]:
    """Label, figure and note of each tile."""
    if not digest.has_money:
        yield from _figures_of_orders(digest)
        return
    sales = digest.sales or {}
    yield "Net sales", _money(sales.get("net_pence")), _change(digest.typical)
    yield "Orders", _number(sales.get("orders")), ""
    yield "Average spend", _money(sales.get("average_spend_pence")), ""
    same = digest.like_for_like
    note = (
        f"on the same day a year before, {count(same['branches'], 'branch', 'branches')}"
        if same and same["branches"]
        else ""
    )
    yield "Like-for-like", _share(same["change"] if same else None), note or "no branch traded on both days"


def _figures_of_orders(digest: Digest) -> Iterator[tuple[str, str, str]]:
    """The tiles of who sees no money: orders of all hours, and items per order where enough is known of them."""
    if not digest.has_orders:
        return
    orders, typical = sum(row["orders"] for row in digest.orders_by_hour), digest.facts.orders
    yield "Orders", _number(orders) if digest.orders_by_hour else NOTHING, _beside(typical, "orders_change")
    if typical and typical["items_per_order"] is not None:
        yield "Items per order", f"{typical['items_per_order']:.2f}", _beside(typical, "items_per_order_change")


def _beside(row: Row | None, name: str) -> str:
    words = _change(row, name)
    return "too few complete days before to tell what is typical" if words == NOTHING else words


def _busiest(rows: Sequence[Row]) -> Sequence[Row]:
    return sorted(rows, key=lambda row: (-row["orders"], row["hour"]))[:_MOST_HOURS]


def _change(row: Row | None, name: str = "change") -> str:
    change = row[name] if row else None
    if change is None:
        return NOTHING
    if not _rounded(change):
        return "as typical"
    return f"{_rounded(abs(change))}% {'above' if change > 0 else 'below'} typical"


def cause_words(causes: Iterable[Row]) -> Iterator[str]:
    """Each cause of a difference as a phrase, the largest first: rows of a report of causes."""
    told = [row for row in causes if row["cause"] in _CAUSES]
    for row in sorted(told, key=lambda each: -abs(each["net_pence"])):
        words, change = _CAUSES[row["cause"]][row["ratio"] < 1], _rounded(abs(row["ratio"] - 1))
        yield f"{f'{change}%' if change else 'barely'} {words}: {_signed(row['net_pence'])}"


def _causes_note(digest: Digest) -> str:
    total = next((row["net_pence"] for row in digest.facts.causes if row["cause"] not in _CAUSES), None)
    if total is None:
        return NO_CAUSES
    branches = digest.typical["branches"] if digest.typical else 0
    over = f"at {count(branches, 'branch', 'branches')} with enough complete days"
    return f"Together {_signed(total)} against the same weekday of the last four weeks, {over}."


def order_cause_words(orders: Row | None, by_hour: Iterable[Row]) -> Iterator[str]:
    """What made the difference in orders, without a pound: the hours that are furthest from typical, then items.

    Rows of orders-versus-typical and orders-by-hour-versus-typical; nothing where too little is typical to tell.
    """
    if orders is None or orders["orders_change"] is None:
        return
    items = tuple(_items_cause(orders))
    told = [row for row in by_hour if _more(row)]
    furthest = sorted(told, key=lambda row: (-abs(row["difference"]), row["hour"]))
    yield from map(_hour_cause, furthest[: _MOST_CAUSES - len(items)])
    yield from items


def _hour_cause(row: Row) -> str:
    more = _more(row)
    figures = f"{row['orders']:,} instead of {row['orders'] - more:,}"
    return f"{_more_or_fewer(more, 'order')} from {hours(row['hour'])}: {figures}"


def _items_cause(orders: Row) -> Iterator[str]:
    change = orders["items_per_order_change"]
    if change is not None and _rounded(change):
        words = _CAUSES["items per order"][change < 0]
        figures = f"{orders['items_per_order']:.2f} instead of {orders['items_per_order_before']:.2f}"
        yield f"{_rounded(abs(change))}% {words}: {figures}"


def _order_causes_note(digest: Digest) -> str:
    orders = digest.facts.orders
    if orders is None or orders["orders_change"] is None:
        return NO_CAUSES if digest.has_orders else ""
    more = _more(orders)
    total = _more_or_fewer(more, "order") if more else "as many orders"
    over = f"{count(orders['days'], 'branch', 'branches')} with enough complete days"
    return f"Together {total} against the same weekday of the last four weeks, at {over}."


def _more(row: Row) -> int:
    """How many more orders there were than is typical, which is told as a whole number."""
    return int(row["orders"] - Decimal(row["orders_before"]).quantize(Decimal(1), ROUND_HALF_UP))


def _more_or_fewer(more: int, noun: str) -> str:
    number, _, plural = count(abs(more), noun).partition(" ")
    return f"{number} {'more' if more > 0 else 'fewer'} {plural}"


def _missing(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows[:_MOST_MISSING]:
        reason = f": {row['reason']}" if row["reason"] else ""
        yield shown(f"{row['branch']}, {_day(row['trading_date'])}{reason}")
    if len(rows) > _MOST_MISSING:
        yield f"and {len(rows) - _MOST_MISSING:,} more"


def _outer(rows: Sequence[Row]) -> Sequence[Row]:
    """As many from the top as from the bottom; branches of which no change is told are left out."""
    told = [row for row in rows if row["change"] is not None]
    return told if len(told) <= 2 * _MOST_BRANCHES else [*told[:_MOST_BRANCHES], *told[-_MOST_BRANCHES:]]


def _bars(rows: Sequence[Row], named: str) -> Iterator[Bar]:
    """A bar of net sales; the mark stands where they would be as typical."""
    ends = [(max(0, row["net_pence"] or 0), _typical(row)) for row in rows]
    largest = max(map(max, ends), default=0) or 1
    for row, (net, typical) in zip(rows, ends, strict=True):
        name = row[named]
        yield Bar(
            _day(name) if isinstance(name, date) else shown(name),
            _money(row["net_pence"]),
            _of_day(row),
            round(_FULL * net / largest),
            round(_FULL * typical / largest) if typical else None,
        )


def _typical(row: Row) -> float:
    """Net sales without their change; 0 where none is known."""
    change = row["change"]
    return 0.0 if change is None or change <= -1 or not row["net_pence"] else max(0.0, row["net_pence"] / (1 + change))


def _of_day(row: Row) -> str:
    """The change, and how many branch-days are not complete."""
    open_days = row["expected_days"] - row["complete_days"] if "expected_days" in row else 0
    parts = [_change(row)] if row["change"] is not None else []
    if open_days > 0:
        parts.append(f"{open_days:,} of {row['expected_days']:,} not complete")
    return "; ".join(parts)


def _basis(digest: Digest) -> str:
    basis = digest.facts.basis
    if basis is None or basis.coverage is None:
        return "No branch-day was expected."
    expected = count(basis.expected_days, "expected branch-day")
    held = f"; {count(basis.held_days, 'branch-day')} held until somebody decides" if basis.held_days else ""
    return f"These figures rest on {basis.complete_days:,} complete of {expected}{held}."


def _day(when: date) -> str:
    return f"{when:%a} {when.day} {when:%b %Y}"


def _money(pence: float | Decimal | None) -> str:
    """Pounds as they are read.

    >>> _money(-70), _money(None)
    ('−£0.70', '–')
    """
    return NOTHING if pence is None else with_minus(pounds(int(Decimal(pence).quantize(Decimal(1), ROUND_HALF_UP))))


def _signed(pence: float) -> str:
    text = _money(abs(pence))
    return f"{MINUS if pence < 0 else '+'}{text}"


def _number(value: int | None) -> str:
    return NOTHING if value is None else f"{value:,}"


def _share(value: float | None) -> str:
    return NOTHING if value is None else signed_share(value)


def _rounded(share: float) -> Decimal:
    """A share as percent with one decimal."""
    return (100 * Decimal(share)).quantize(Decimal("0.1"), ROUND_HALF_UP)
