"""Titles: what a report found, in a sentence. Its panel, its page and the picture that it gives have the same one."""

from collections.abc import Callable, Mapping
from typing import Any

from tillroll.report import THE_CHAIN, YOUR_BRANCHES, Answer, Column
from tillroll.web.figures import cell, heading, is_number
from tillroll.web.numbers import localised
from tillroll.web.rows import largest, raw, told
from tillroll.words import count

LONG_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_LABELS = frozenset({"date", "text", "hour"})
_NOT_DRAWN = frozenset({"rank", "weeks"})
_FEWEST = 2
_DRAWN: Mapping[str, str] = {
    "like-for-like-causes": "net_pence",
    "uptime": "share_succeeded",
    "versus-typical-causes": "net_pence",
}


def title_of(answer: Answer) -> str:
    """What the report found; where that can't be told in a sentence, its name."""
    if not answer.rows:
        return answer.report.title
    find = TITLES.get(answer.report.name, _most)
    return find(answer) or answer.report.title


def drawn_columns(answer: Answer) -> tuple[int, int] | None:
    """Where the labels and the figures of a report stand that has no drawing of its own; None if it can't be drawn."""
    columns = answer.report.columns
    label = next((at for at, column in enumerate(columns) if column.unit in _LABELS), None)
    named = _DRAWN.get(answer.report.name)
    value = next((at for at, column in enumerate(columns) if _is_drawn(column) and named in {None, column.name}), None)
    if label is None or value is None:
        return None
    labels = [row[label] for row in answer.rows if row[value] is not None]
    return (label, value) if len(set(labels)) == len(labels) >= _FEWEST else None


def _is_drawn(column: Column) -> bool:
    return is_number(column) and column.unit not in _NOT_DRAWN


def _most(answer: Answer) -> str | None:
    """The largest figure of a report that is drawn as a line or as bars."""
    places = drawn_columns(answer)
    if places is None:
        return None
    (label, value), columns = places, answer.report.columns
    row = max((row for row in answer.rows if row[value] is not None), key=lambda row: row[value])
    figure = f"{heading(columns[value]).lower()}: {cell(row[value], columns[value])}"
    return f"{cell(row[label], columns[label])} has the highest {figure}"


# Days and hours


def days_title(answer: Answer) -> str | None:
    """The day that stands out most against what is typical."""
    known = [row for row in answer.rows if raw(answer, row, "change") is not None]
    if not known:
        return None
    most = max(known, key=lambda row: abs(raw(answer, row, "change")))
    change = told(answer, most, "change").lstrip("-")
    side = "above" if raw(answer, most, "change") > 0 else "below"
    return f"{told(answer, most, 'trading_date')} stood out: {change} {side} typical"


def busiest_title(answer: Answer) -> str:
    """The busiest hour."""
    most = largest(answer, "orders_per_open_hour")
    if most is None:
        return "Too few open branch-hours to tell which is busiest"
    figure = told(answer, most, "orders_per_open_hour")
    return f"Busiest {told(answer, most, 'hour')}: {figure} orders per open branch-hour"


def heat_title(answer: Answer) -> str:
    """The busiest hour of the week."""
    most = largest(answer, "orders_per_open_hour")
    if most is None:
        return "Too few open hours to tell when it is busy"
    figure = told(answer, most, "orders_per_open_hour")
    when = f"{LONG_WEEKDAYS[int(most[0]) - 1]} {told(answer, most, 'hour')}"
    return f"{when} is busiest: {figure} orders per open branch-hour"


def orders_title(answer: Answer) -> str | None:
    """The hour that brings most orders."""
    most = largest(answer, "orders")
    return f"{told(answer, most, 'hour')} brings most: {told(answer, most, 'orders')} orders" if most else None


def daypart_title(answer: Answer) -> str | None:
    """The part of the day that brings most."""
    most = largest(answer, "net_pence")
    if most is None:
        return None
    return f"{told(answer, most, 'daypart').capitalize()} brings {told(answer, most, 'share_of_net')} of net sales"


# Trends, branches and regions


def regions_title(answer: Answer) -> str:
    """What the chain, or the reader's part of it, did over the longest span that is known; else what an area did."""
    known = [row for row in answer.rows if raw(answer, row, "change") is not None]
    if not known:
        return "Too few weeks or branches to tell how regions change"
    first = next((row for row in known if raw(answer, row, "area") in {THE_CHAIN, YOUR_BRANCHES}), known[0])
    span = f"({told(answer, first, 'change_at_least')} to {told(answer, first, 'change_at_most')})"
    change = f"{_signed(answer, first, 'change')} over {_weeks(answer, first)}"
    area = told(answer, first, "area")
    return f"{area[:1].upper()}{area[1:]}: {change} {span}"


def branches_title(answer: Answer) -> str:
    """The branch that moves most against its peers."""
    known = [row for row in answer.rows if raw(answer, row, "against_peers") is not None]
    if not known:
        return "Too few weeks to tell how branches change"
    most = max(known, key=lambda row: abs(raw(answer, row, "against_peers")))
    change = f"{_signed(answer, most, 'against_peers')} against its peers over {_weeks(answer, most)}"
    branches = {raw(answer, row, "branch") for row in answer.rows}
    return f"{told(answer, most, 'branch')}{' moves most' * (len(branches) > 1)}: {change}"


def drivers_title(answer: Answer) -> str:
    """The product and the hour that brought or cost most over the longest span."""
    weeks = max(raw(answer, row, "weeks") for row in answer.rows)
    first: dict[str, str] = {}
    is_of_one = len({raw(answer, row, "branch") for row in answer.rows}) == 1
    for row in answer.rows:
        if raw(answer, row, "weeks") == weeks:
            beyond = "beyond_peers_pence" if raw(answer, row, "beyond_peers_pence") is not None else "change_pence"
            part, branch = told(answer, row, "part"), told(answer, row, "branch")
            part = part if is_of_one else f"{part} in {branch}"
            first.setdefault(told(answer, row, "kind"), f"{part} {_signed(answer, row, beyond)}")
    return f"What drives the change over {weeks} weeks most: {', '.join(first.values())} a week"


def area_drivers_title(answer: Answer) -> str:
    """The product and the hour that brought or cost the chain, or else the first region, most over the longest span."""
    rows = longest_of_first(answer)
    area = told(answer, rows[0], "area")
    first: dict[str, str] = {}
    for row in rows:
        beyond = "beyond_chain_pence" if raw(answer, row, "beyond_chain_pence") is not None else "change_pence"
        first.setdefault(told(answer, row, "kind"), f"{told(answer, row, 'part')} {_signed(answer, row, beyond)}")
    return f"What drives {area} most over {_weeks(answer, rows[0])}: {', '.join(first.values())} a week"


def longest_of_first(answer: Answer) -> list[tuple[Any, ...]]:
    """The rows of the area that comes first over the longest span: the chain, or the reader's part of it."""
    weeks, area = raw(answer, answer.rows[0], "weeks"), raw(answer, answer.rows[0], "area")
    return [row for row in answer.rows if (raw(answer, row, "weeks"), raw(answer, row, "area")) == (weeks, area)]


def peers_title(answer: Answer) -> str:
    """How far the branch is from its peers that is furthest."""
    own, middle = "net_pence_per_open_hour", "median_pence_per_open_hour"
    known = [row for row in answer.rows if raw(answer, row, middle) and raw(answer, row, own) is not None]
    if not known:
        return "Too few branches of one kind to compare peers"
    most = max(known, key=lambda row: abs(raw(answer, row, own) - raw(answer, row, middle)))
    figures = f"{told(answer, most, own)} an open hour, the median of its peers is {told(answer, most, middle)}"
    return f"{told(answer, most, 'branch')} is furthest from its peers: {figures}"


def region_title(answer: Answer) -> str:
    """The region that takes most."""
    first = max(answer.rows, key=lambda row: raw(answer, row, "net_pence") or 0)
    return f"{told(answer, first, 'region')} takes most: {told(answer, first, 'net_pence')}"


def causes_title(answer: Answer) -> str | None:
    """Which way like-for-like sales went."""
    whole = next((row for row in answer.rows if raw(answer, row, "cause") == "net sales"), None)
    if whole is None:
        return None
    way = "more" if raw(answer, whole, "net_pence") > 0 else "less"
    pounds = told(answer, whole, "net_pence").lstrip("-")
    return f"Like-for-like sales are {pounds} {way} than in the same days a year ago"


def typical_title(answer: Answer) -> str | None:
    """Which way net sales went against what is typical."""
    whole = next((row for row in answer.rows if raw(answer, row, "cause") == "net sales"), None)
    if whole is None:
        return None
    way = "more" if raw(answer, whole, "net_pence") > 0 else "less"
    is_one = answer.span is not None and answer.span.first_day == answer.span.last_day
    days = "this day" if is_one else "these days"
    return f"Net sales are {told(answer, whole, 'net_pence').lstrip('-')} {way} than is typical of {days}"


# Runs


def nights_title(answer: Answer) -> str | None:
    """How many of the nights had their run."""
    nights, succeeded = (sum(raw(answer, row, name) for row in answer.rows) for name in ("nights", "succeeded"))
    if not nights:
        return "No night is over yet for which a run was due"
    return f"{localised(f'{succeeded:,}')} of {localised(count(nights, 'night'))} had a run that took their files in"


# Products


def top_title(answer: Answer) -> str:
    """The product that brings in most."""
    row = answer.rows[0]
    return f"{told(answer, row, 'product')} brings in most: {told(answer, row, 'net_pence')}"


def worst_title(answer: Answer) -> str | None:
    """The best and the worst per day on the menu."""
    known = [row for row in answer.rows if raw(answer, row, "net_pence_per_branch_day") is not None]
    if not known:
        return None
    best, worst = (told(answer, row, "product") for row in (known[0], known[-1]))
    return f"Where they are on the menu, {best} earns most a day and {worst} least"


def matrix_title(answer: Answer) -> str | None:
    """The star that is bought most."""
    stars = [row for row in answer.rows if raw(answer, row, "class") == "star"]
    if not stars:
        return None
    most = max(stars, key=lambda row: raw(answer, row, "orders"))
    return f"{told(answer, most, 'product')} is the star that most orders have"


def mix_title(answer: Answer) -> str:
    """The largest product of the newest week."""
    week = max(raw(answer, row, "week_from") for row in answer.rows)
    rows = [row for row in answer.rows if raw(answer, row, "week_from") == week]
    first = max(rows, key=lambda row: raw(answer, row, "net_pence"))
    return f"{told(answer, first, 'product')} was {told(answer, first, 'share_of_week')} of the newest week’s sales"


def attach_title(answer: Answer) -> str:
    """The first pair."""
    row = answer.rows[0]
    product, other = told(answer, row, "product"), told(answer, row, "other_product")
    return f"{told(answer, row, 'attach')} of orders with {product} have {other}, too"


def affinity_title(answer: Answer) -> str:
    """The first pair."""
    row = answer.rows[0]
    pair = f"{told(answer, row, 'product')} and {told(answer, row, 'other_product')}"
    return f"{pair} go together {told(answer, row, 'lift')} times as often as by chance"


def abc_title(answer: Answer) -> str:
    """The first product of class A."""
    first = answer.rows[0]
    share = told(answer, first, "share_of_category")
    return f"{told(answer, first, 'product')} makes {share} of {told(answer, first, 'category')}"


def _signed(answer: Answer, row: tuple[Any, ...], name: str) -> str:
    return f"{'+' if raw(answer, row, name) > 0 else ''}{told(answer, row, name)}"


def _weeks(answer: Answer, row: tuple[Any, ...]) -> str:
    return f"{told(answer, row, 'weeks')} weeks"


TITLES: Mapping[str, Callable[[Answer], str | None]] = {
    "abc-classes": abc_title,
    "affinity": affinity_title,
    "attach-rates": attach_title,
    "best-and-worst-products": worst_title,
    "busiest-hours": busiest_title,
    "change-by-region": region_title,
    "hours-by-weekday": heat_title,
    "like-for-like-causes": causes_title,
    "menu-matrix": matrix_title,
    "orders-by-hour": orders_title,
    "peer-band": peers_title,
    "product-mix-by-week": mix_title,
    "sales-by-daypart": daypart_title,
    "top-grossing-products": top_title,
    "trend-by-branch": branches_title,
    "trend-drivers": drivers_title,
    "trend-drivers-by-region": area_drivers_title,
    "trend-by-region": regions_title,
    "uptime": nights_title,
    "versus-typical-by-day": days_title,
    "versus-typical-causes": typical_title,
}
"""The reports whose finding is told in words of its own."""
