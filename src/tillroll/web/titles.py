"""Titles: what a report found, in a sentence. Its panel, its page and the picture that it gives have the same one."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from tillroll.report import THE_CHAIN, YOUR_BRANCHES, Answer, Column, whole_of
from tillroll.web.figures import cell
from tillroll.web.finding_words import finding_words
from tillroll.web.numbers import localised
from tillroll.web.rows import largest, raw, told, told_change
from tillroll.words import MINUS, count

LONG_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_CHOOSE_ITEMS = {"product", "category", "size"}
_UNMAPPED = "unmapped"
"""The category of items that no list names."""
Row = tuple[Any, ...]


def title_of(answer: Answer) -> str:
    """What the report found; where that can't be told in a sentence, its name."""
    if not answer.rows:
        return answer.report.title
    find = TITLES.get(answer.report.name, finding_words)
    return find(answer) or answer.report.title


# Days and hours


def days_title(answer: Answer) -> str | None:
    """The day that stands out most against what is typical."""
    known = [row for row in answer.rows if raw(answer, row, "change") is not None]
    if not known:
        return None
    most = max(known, key=lambda row: abs(raw(answer, row, "change")))
    change = told(answer, most, "change").lstrip(MINUS)
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


# Trends, branches and regions


def regions_title(answer: Answer) -> str:
    """What the chain, or the reader's part of it, did over the longest span that is known; else what an area did."""
    known = [row for row in answer.rows if raw(answer, row, "change") is not None]
    if not known:
        return "Too few weeks or branches to tell how regions change"
    wholes = {THE_CHAIN, YOUR_BRANCHES, whole_of(answer.chosen.get("franchise", "")).casefold()}
    first = next((row for row in known if raw(answer, row, "area").casefold() in wholes), known[0])
    change = f"{told_change(answer, first, 'change')} over {_weeks(answer, first)}"
    area = told(answer, first, "area")
    return f"{area[:1].upper()}{area[1:]}: {change} {_span(answer, first, 'change_')}"


def branches_title(answer: Answer) -> str:
    """The branch that moves most against its peers."""
    known = [row for row in answer.rows if raw(answer, row, "against_peers") is not None]
    if not known:
        return "Too few weeks to tell how branches change"
    most = max(known, key=lambda row: abs(raw(answer, row, "against_peers")))
    size = f"{told_change(answer, most, 'against_peers')} {_span(answer, most)}"
    change = f"{size} against its peers over {_weeks(answer, most)}"
    branches = {raw(answer, row, "branch") for row in answer.rows}
    return f"{told(answer, most, 'branch')}{' moves most' * (len(branches) > 1)}: {change}"


def drivers_title(answer: Answer) -> str:
    """The product and the hour that brought or cost most over the longest span."""
    weeks = max(raw(answer, row, "weeks") for row in answer.rows)
    first: dict[str, str] = {}
    has_peers = any(raw(answer, row, "beyond_peers_pence") is not None for row in answer.rows)
    is_of_one = len({raw(answer, row, "branch") for row in answer.rows}) == 1
    for row in answer.rows:
        if raw(answer, row, "weeks") == weeks:
            beyond = "beyond_peers_pence" if raw(answer, row, "beyond_peers_pence") is not None else "change_pence"
            part, branch = told(answer, row, "part"), told(answer, row, "branch")
            part = part if is_of_one else f"{part} in {branch}"
            first.setdefault(told(answer, row, "kind"), f"{part} {told_change(answer, row, beyond)}")
    than = " beyond peers" if has_peers else ""
    return f"What drives the change{than} over {weeks} weeks most: {', '.join(first.values())} a week"


def area_drivers_title(answer: Answer) -> str:
    """The product and the hour that brought or cost the chain, or else the first region, most over the longest span."""
    rows = longest_of_first(answer)
    area = told(answer, rows[0], "area")
    first: dict[str, str] = {}
    than = " beyond the chain" if raw(answer, rows[0], "beyond_chain_pence") is not None else ""
    for row in rows:
        beyond = "beyond_chain_pence" if raw(answer, row, "beyond_chain_pence") is not None else "change_pence"
        first.setdefault(told(answer, row, "kind"), f"{told(answer, row, 'part')} {told_change(answer, row, beyond)}")
    return f"What drives {area}{than} most over {_weeks(answer, rows[0])}: {', '.join(first.values())} a week"


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


def causes_title(answer: Answer) -> str | None:
    """Which way like-for-like sales went."""
    whole = next((row for row in answer.rows if raw(answer, row, "cause") == "net sales"), None)
    if whole is None:
        return None
    way = "more" if raw(answer, whole, "net_pence") > 0 else "less"
    pounds = told(answer, whole, "net_pence").lstrip(MINUS)
    return f"Like-for-like sales are {pounds} {way} than in the same days a year ago"


def typical_title(answer: Answer) -> str | None:
    """Which way net sales went against what is typical."""
    whole = next((row for row in answer.rows if raw(answer, row, "cause") == "net sales"), None)
    if whole is None:
        return None
    way = "more" if raw(answer, whole, "net_pence") > 0 else "less"
    pounds = told(answer, whole, "net_pence").lstrip(MINUS)
    return f"Net sales are {pounds} {way} than is typical of {_these_days(answer)}"


def order_causes_title(answer: Answer) -> str:
    """How many orders were more or fewer than is typical, all hours together."""
    now, usual = (sum(raw(answer, row, name) for row in answer.rows) for name in ("orders", "orders_before"))
    column = Column("difference", "orders")
    difference = cell(now - usual, column).lstrip(MINUS)
    days = _these_days(answer)
    if difference == "0":
        return f"Orders are as many as is typical of {days}"
    return f"Orders are {difference} {'more' if now > usual else 'fewer'} than is typical of {days}"


def _these_days(answer: Answer) -> str:
    is_one = answer.span is not None and answer.span.first_day == answer.span.last_day
    return "this day" if is_one else "these days"


# Runs


def nights_title(answer: Answer) -> str | None:
    """How many of the nights had their run."""
    nights, succeeded = (sum(raw(answer, row, name) for row in answer.rows) for name in ("nights", "succeeded"))
    if not nights:
        return "No night is over yet for which a run was due"
    return f"{localised(f'{succeeded:,}')} of {localised(count(nights, 'night'))} had a run that took their files in"


# Growth


def bridge_title(answer: Answer) -> str | None:
    """From which total to which, and the step that makes most of the difference."""
    before, *steps, now = answer.rows
    most = max(steps, key=lambda row: abs(raw(answer, row, "net_pence")), default=None)
    if most is None:
        return None
    totals = f"{told(answer, before, 'net_pence')} a year earlier to {told(answer, now, 'net_pence')}"
    step = f"{told(answer, most, 'step')}, {told_change(answer, most, 'net_pence')}"
    return f"Net sales went from {totals}; what moved them most: {step}"


# Products


def products_title(answer: Answer) -> str | None:
    """The product that moves by most pounds against all that is sold: that of the first row, however many there are."""
    known = [row for row in answer.rows if raw(answer, row, "against_all") is not None]
    if not known:
        return None
    most = max(known, key=lambda row: abs(raw(answer, row, "against_all_pence")))
    change = f"{told_change(answer, most, 'against_all')} {_span(answer, most)} over {_weeks(answer, most)}"
    return f"{told(answer, most, 'product')} moves most against all that is sold: {change}"


def matrix_title(answer: Answer) -> str | None:
    """The star that is bought most."""
    stars = [row for row in answer.rows if raw(answer, row, "class") == "star"]
    if not stars:
        return None
    most = max(stars, key=lambda row: raw(answer, row, "orders"))
    return f"{told(answer, most, 'product')} is the star that most orders have"


def abc_title(answer: Answer) -> str | None:
    """The product that makes most of a category; of what no list names only where there is nothing else."""
    known = [row for row in answer.rows if raw(answer, row, "share_of_category") is not None]
    if not known:
        return None
    mapped = [row for row in known if raw(answer, row, "category") != _UNMAPPED]
    most = max(mapped or known, key=lambda row: raw(answer, row, "share_of_category"))
    product, share = told(answer, most, "product"), told(answer, most, "share_of_category")
    if not mapped:
        return f"Most of what no list names is {product}: {share}"
    return f"Most of one category is {product}: {share} of {told(answer, most, 'category')}"


def mix_title(answer: Answer) -> str | None:
    """The largest category and the largest product of the newest week."""
    week = max(raw(answer, row, "week_from") for row in answer.rows)
    rows = [row for row in answer.rows if raw(answer, row, "week_from") == week]
    first = max(rows, key=lambda row: raw(answer, row, "net_pence"))
    product = f"the largest product is {told(answer, first, 'product')}, {told(answer, first, 'share_of_week')}"
    known = [row for row in rows if raw(answer, row, "share_of_week") is not None]
    if not known:
        return None
    shares = Counter[str]()
    for row in known:
        shares[told(answer, row, "category")] += raw(answer, row, "share_of_week")
    ((category, share),) = shares.most_common(1)
    if _CHOOSE_ITEMS & answer.chosen.keys():
        return f"Of what was chosen, {product} of the newest week"
    whole = cell(share, Column("share_of_week", "share"))
    made = "Items that no list names" if category == _UNMAPPED else category
    return f"{made} made {whole} of the newest week’s net sales; {product}"


def _span(answer: Answer, row: tuple[Any, ...], of: str = "") -> str:
    """The least and the most that a change may be."""
    return f"({told(answer, row, f'{of}at_least')} to {told(answer, row, f'{of}at_most')})"


def _weeks(answer: Answer, row: tuple[Any, ...]) -> str:
    return f"{told(answer, row, 'weeks')} weeks"


TITLES: Mapping[str, Callable[[Answer], str | None]] = {
    "abc-classes": abc_title,
    "busiest-hours": busiest_title,
    "growth-bridge": bridge_title,
    "hours-by-weekday": heat_title,
    "like-for-like-causes": causes_title,
    "menu-matrix": matrix_title,
    "orders-by-hour": orders_title,
    "orders-by-hour-versus-typical": order_causes_title,
    "peer-band": peers_title,
    "product-mix-by-week": mix_title,
    "trend-by-branch": branches_title,
    "trend-by-product": products_title,
    "trend-drivers": drivers_title,
    "trend-drivers-by-region": area_drivers_title,
    "trend-by-region": regions_title,
    "uptime": nights_title,
    "versus-typical-by-day": days_title,
    "versus-typical-causes": typical_title,
}
"""The reports whose finding is told in words of its own."""
