"""The one thing to do: the first of these that is so. Each follows from figures that are shown beside it."""

from collections.abc import Callable, Mapping

from tillroll.digest.facts import Facts, Row
from tillroll.words import count, hours, pounds, signed_share

_MUCH = -0.1
_FEWEST_COMPLETE = 0.9
_MOST_NAMES = 3
_ADVICE: Mapping[str, str] = {
    "traffic": "orders fell most, so check opening times, staffing and what is going on near by",
    "items per order": "fewer items were bought an order, so see what was sold out, and offer a second item",
    "price and mix": "an item brought in less, so look at discounts and at what was sold instead",
}


def one_thing(facts: Facts) -> str:
    """What a person should do first: the files if much is missing, then what changed surely, much, or is still open."""
    steps: tuple[Callable[[Facts], str | None], ...] = (_much_missing, _found, _branch, _whole, _hour, _missing, _held)
    return next((words for step in steps if (words := step(facts))), "Nothing stands out: there is nothing to do.")


def _much_missing(facts: Facts) -> str | None:
    basis = facts.basis
    if basis is None or basis.coverage is None or basis.coverage >= _FEWEST_COMPLETE:
        return None
    own = [row for row in facts.missing if row["trading_date"] == facts.day]
    return f"{_ask_for(own)} Until then these figures are of a part." if own else None


def _ask_for(rows: list[Row]) -> str:
    names = [row["branch"] for row in rows[:_MOST_NAMES]]
    more = f" and {len(rows) - len(names):,} more" if len(rows) > len(names) else ""
    days = sorted({row["trading_date"] for row in rows})
    span = f"{days[0]:%d %b}" if len(days) == 1 else f"{days[0]:%d %b} to {days[-1]:%d %b}"
    return f"Ask {', '.join(names)}{more} for the {count(len(rows), 'file').split(' ', 1)[1]} of {span}."


def _found(facts: Facts) -> str | None:
    """The finding in short: it stands elsewhere in full."""
    row = facts.finding
    if row is None:
        return None
    beside = f"{signed_share(row['change'])} beside its peers over {row['weeks']} weeks"
    return f"Look into what has changed for weeks: {row['subject']}, {beside}."


def _branch(facts: Facts) -> str | None:
    told = [row for row in facts.branches if row["change"] is not None and row["change"] <= _MUCH]
    if not told:
        return None
    worst = min(told, key=_beyond)
    return f"Ask {worst['branch']} what happened: it took {pounds(-round(_beyond(worst)))} less than is typical of it."


def _beyond(row: Row) -> float:
    return float(row["net_pence"] - row["typical_pence"])


def _whole(facts: Facts) -> str | None:
    """One branch, or all together, far below what is typical."""
    ratio = next((row["ratio"] for row in facts.causes if row["cause"] not in _ADVICE), None)
    if ratio is None or ratio - 1 > _MUCH:
        return None
    worst = min((row for row in facts.causes if row["cause"] in _ADVICE), key=lambda row: row["net_pence"])
    return f"Find out why: {_ADVICE[worst['cause']]}."


def _hour(facts: Facts) -> str | None:
    """The hour that lacks most orders, where all together are far below what is typical."""
    fall = facts.orders["orders_change"] if facts.orders else None
    if fall is None or fall > _MUCH or not facts.hours:
        return None
    worst = min(facts.hours, key=lambda row: (row["difference"], row["hour"]))
    when = f"from {hours(worst['hour'])}"
    return f"Find out why: orders {when} fell most, so check opening times, staffing and what is going on near by then."


def _missing(facts: Facts) -> str | None:
    return _ask_for(list(facts.missing)) if facts.missing else None


def _held(facts: Facts) -> str | None:
    if facts.basis is None or not facts.basis.held_days:
        return None
    days = count(facts.basis.held_days, "branch-day")
    return f"Decide about the held files of {days}, or ask who may: until then their sales don't count."
