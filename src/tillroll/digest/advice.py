"""The one thing to do: the first of these that is so. Each follows from figures that are shown beside it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Protocol

from tillroll.digest.content import Row
from tillroll.report import Basis
from tillroll.words import count, hours, pounds

_MUCH = -0.1
_FEWEST_COMPLETE = 0.9
_MOST_NAMES = 3
_ADVICE: Mapping[str, str] = {
    "traffic": "orders fell most, so check opening times, staffing and what is going on near by",
    "items per order": "fewer items were bought an order, so see what was sold out, and offer a second item",
    "price and mix": "an item brought in less, so look at discounts and at what was sold instead",
}


class Facts(Protocol):
    """What advice follows from: answers of the catalogue about one day, empty or None where they are not known."""

    @property
    def day(self) -> date:
        """The trading date."""
        ...

    @property
    def basis(self) -> Basis | None:
        """What its figures rest on."""
        ...

    @property
    def missing(self) -> Sequence[Row]:
        """Missing branch-days, the newest first."""
        ...

    @property
    def finding(self) -> str | None:
        """What changed most for weeks, in words."""
        ...

    @property
    def branches(self) -> Sequence[Row]:
        """Branches against what is typical of them."""
        ...

    @property
    def typical(self) -> Row | None:
        """The day against what is typical of it."""
        ...

    @property
    def causes(self) -> Sequence[Row]:
        """The causes of that difference."""
        ...

    @property
    def orders(self) -> Row | None:
        """For who sees no money: the day's orders against what is typical of it."""
        ...

    @property
    def hours(self) -> Sequence[Row]:
        """The same of each hour."""
        ...


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
    return f"Look into what has changed for weeks: {facts.finding}" if facts.finding else None


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
    change = facts.typical["change"] if facts.typical else None
    causes = [row for row in facts.causes if row["cause"] in _ADVICE]
    if change is None or change > _MUCH or not causes:
        return None
    worst = min(causes, key=lambda row: row["net_pence"])
    return f"Find out why: {_ADVICE[worst['cause']]}."


def _hour(facts: Facts) -> str | None:
    """The hour that lacks most orders, where all together are far below what is typical."""
    change = facts.orders["orders_change"] if facts.orders else None
    if change is None or change > _MUCH or not facts.hours:
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
