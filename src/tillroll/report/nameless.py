"""The whole chain's complete days without the names of branches: what a part of it may be compared with."""

from collections.abc import Iterable, Mapping
from datetime import date

from tillroll.report.branch_days import RegisterRow
from tillroll.report.dates import Pairs
from tillroll.report.scope import Scope


def peer_days(register: Iterable[RegisterRow], scope: Scope) -> dict[str, object]:
    """The complete days of a register, a number in place of each branch: the parameters of ``stage/peer_day``."""
    rows = [row for row in register if row.is_whole]
    numbers = _numbered(row.branch_id for row in rows)
    return {
        "branch_ids": [row.branch_id for row in rows],
        "peer_nos": [numbers[row.branch_id] for row in rows],
        "are_own": [scope.holds(row.branch_id, row.trading_date) for row in rows],
        "trading_dates": [row.trading_date for row in rows],
        "open_minutes": [row.open_minutes for row in rows],
    }


def chain_pairs(
    now: Iterable[RegisterRow], before: Iterable[RegisterRow], pairs: Pairs, scope: Scope
) -> dict[str, object]:
    """Those days of a register that are complete, as are those that they are compared with; by branch and date.

    They are the parameters of ``stage/chain_pair``. A pair is one's own if both of its days are.
    """
    earlier, then = dict(pairs), _complete(before)
    found = [
        (branch, day, earlier[day]) for branch, day in sorted(_complete(now)) if (branch, earlier.get(day)) in then
    ]
    numbers = _numbered(branch for branch, _, _ in found)
    return {
        "branch_ids": [branch for branch, _, _ in found],
        "peer_nos": [numbers[branch] for branch, _, _ in found],
        "are_own": [scope.holds(branch, day) and scope.holds(branch, other) for branch, day, other in found],
        "trading_dates": [day for _, day, _ in found],
        "earlier_dates": [other for _, _, other in found],
    }


def _complete(register: Iterable[RegisterRow]) -> set[tuple[str, date]]:
    return {(row.branch_id, row.trading_date) for row in register if row.is_whole}


def _numbered(branch_ids: Iterable[str]) -> Mapping[str, int]:
    return {branch_id: number for number, branch_id in enumerate(sorted(set(branch_ids)))}
