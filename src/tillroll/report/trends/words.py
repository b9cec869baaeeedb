"""Findings in plain words."""

from decimal import ROUND_HALF_UP, Decimal

from tillroll.report.trends.details import Detail
from tillroll.report.trends.drivers import Drivers
from tillroll.report.trends.findings import Finding
from tillroll.words import MINUS

_FLAT = 0.02
_MINOR = 0.25
_CAUSES = {
    "traffic": ("more orders", "fewer orders"),
    "items": ("more items an order", "fewer items an order"),
    "price": ("higher prices", "lower prices"),
    "mix": ("dearer choices", "cheaper choices"),
}


def finding_words(finding: Finding, name: str, detail: Detail) -> str:
    """One finding as a sentence: the change, its pounds, its causes, and what its region did."""
    parts = [_lead(finding, name), _causes(finding.drivers), *_places(detail)]
    if finding.region is not None:
        parts.append(_region_words(finding.region))
    return f"{'; '.join(parts)}."


def _lead(finding: Finding, name: str) -> str:
    size = f"{_percent(finding.size)} {_more(finding.size)}"
    low, high = sorted((abs(finding.low), abs(finding.high)))
    span = f"between {_percent(low)} and {_percent(high)}" if finding.low * finding.high > 0 else "at least a little"
    money = f"{_pounds(finding.pence)} a week"
    return f"{name} takes {size} than {finding.weeks} weeks ago beside {_beside(finding)}, {money} ({span})"


def _beside(finding: Finding) -> str:
    others = f"{finding.peer_branches} other branches"
    if finding.kind == "region":
        return "the chain"
    return f"{others} of {finding.region_name}" if finding.peers == "region" else f"{others} of the chain"


def _causes(drivers: Drivers) -> str:
    """The causes that pull the same way, the largest first, and the one that pulls hard against it."""
    parts = {cause: getattr(drivers, cause) for cause in _CAUSES}
    whole = drivers.total
    told = [
        f"{_CAUSES[cause][pence < 0]} {'+' if pence > 0 else MINUS}{_pounds(pence)}"
        for cause, pence in sorted(parts.items(), key=lambda part: -abs(part[1]))
        if abs(pence) >= _MINOR * abs(whole) and pence
    ]
    return ", ".join(told)


def _places(detail: Detail) -> list[str]:
    found = []
    if detail.hour is not None:
        band = f"between {detail.hour % 24:02d}:00 and {(detail.hour + 2) % 24:02d}:00"
        found.append(f"{_pounds(detail.hours_pence)} of it {band}")
    if detail.product is not None:
        found.append(f"{_pounds(detail.product_pence)} of it in {detail.product}")
    return found


def _region_words(change: float) -> str:
    return (
        "the region keeps pace with the chain"
        if abs(change) < _FLAT
        else (f"the region {_moved(change)} beside the chain")
    )


def _moved(change: float) -> str:
    return f"{'rose' if change > 0 else 'fell'} by {_percent(change)}"


def _more(change: float) -> str:
    return "more" if change > 0 else "less"


def _percent(change: float) -> str:
    return f"{_rounded(100 * abs(change))}%"


def _pounds(pence: int) -> str:
    return f"£{_rounded(abs(pence) / 100):,}"


def _rounded(value: float) -> Decimal:
    return Decimal(value).quantize(Decimal(1), ROUND_HALF_UP)
