"""The one thing to do: the first of these that is so. Each follows from figures that the digest shows."""

from collections.abc import Callable, Mapping

from tillroll.digest.content import Digest, Row
from tillroll.words import count, pounds

_MUCH = -0.1
_FEWEST_COMPLETE = 0.9
_MOST_NAMES = 3
_ADVICE: Mapping[str, str] = {
    "traffic": "orders fell most, so check opening times, staffing and what is going on near by",
    "items per order": "fewer items were bought an order, so see what was sold out, and offer a second item",
    "price and mix": "an item brought in less, so look at discounts and at what was sold instead",
}


def one_thing(digest: Digest) -> str:
    """What a person should do first: the files if much is missing, then what changed surely, much, or is still open."""
    steps: tuple[Callable[[Digest], str | None], ...] = (_much_missing, _found, _branch, _whole, _missing, _held)
    return next((words for step in steps if (words := step(digest))), "Nothing stands out: there is nothing to do.")


def _much_missing(digest: Digest) -> str | None:
    basis = digest.basis
    if basis is None or basis.coverage is None or basis.coverage >= _FEWEST_COMPLETE:
        return None
    own = [row for row in digest.missing if row["trading_date"] == digest.day]
    return f"{_ask_for(own)} Until then these figures are of a part." if own else None


def _ask_for(rows: list[Row]) -> str:
    names = [row["branch"] for row in rows[:_MOST_NAMES]]
    more = f" and {len(rows) - len(names):,} more" if len(rows) > len(names) else ""
    days = sorted({row["trading_date"] for row in rows})
    span = f"{days[0]:%d %b}" if len(days) == 1 else f"{days[0]:%d %b} to {days[-1]:%d %b}"
    return f"Ask {', '.join(names)}{more} for the {count(len(rows), 'file').split(' ', 1)[1]} of {span}."


def _found(digest: Digest) -> str | None:
    return f"Look into what has changed for weeks: {digest.finding}" if digest.finding else None


def _branch(digest: Digest) -> str | None:
    told = [row for row in digest.branches if row["change"] is not None and row["change"] <= _MUCH]
    if not told:
        return None
    worst = min(told, key=_beyond)
    return f"Ask {worst['branch']} what happened: it took {pounds(-round(_beyond(worst)))} less than is typical of it."


def _beyond(row: Row) -> float:
    return float(row["net_pence"] - row["typical_pence"])


def _whole(digest: Digest) -> str | None:
    """One branch, or all together, far below what is typical."""
    change = digest.typical["change"] if digest.typical else None
    causes = [row for row in digest.causes if row["cause"] in _ADVICE]
    if change is None or change > _MUCH or not causes:
        return None
    worst = min(causes, key=lambda row: row["net_pence"])
    return f"Find out why: {_ADVICE[worst['cause']]}."


def _missing(digest: Digest) -> str | None:
    return _ask_for(list(digest.missing)) if digest.missing else None


def _held(digest: Digest) -> str | None:
    if digest.basis is None or not digest.basis.held_days:
        return None
    days = count(digest.basis.held_days, "branch-day")
    return f"Decide about the held files of {days}, or ask who may: until then their sales don't count."
