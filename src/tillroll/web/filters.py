"""The filters that a page shows above its figures."""

from collections.abc import Sequence
from dataclasses import dataclass

from tillroll.contract.table import TENDERS
from tillroll.report import Choice
from tillroll.report.dates import AGAINST, PRESETS
from tillroll.web.page import Visit

USUAL = ("branch", "region", "franchise")
_FIRST = {"against": AGAINST[0].replace("-", " ")}


@dataclass(frozen=True, slots=True)
class Select:
    """One filter that is a list: what is chosen, what there is, and what stands for no choice."""

    name: str
    chosen: str
    known: Sequence[str]
    none: str


@dataclass(frozen=True, slots=True)
class Filters:
    """A form of filters: the address that it asks, its dates, and its lists."""

    address: str
    choice: Choice
    presets: Sequence[str]
    preset: str
    selects: Sequence[Select]
    has_rows: bool = False

    @property
    def words(self) -> str:
        """What is chosen, in short."""
        chosen = self.choice.made()
        return ", ".join("dates as asked" if name == "dates" else value for name, value in chosen.items())


def filters(visit: Visit, address: str, names: Sequence[str] = USUAL, preset: str | None = "last-4-weeks") -> Filters:
    """The form for these filters; those of which the visitor's scope holds but one value are left out."""
    known = visit.site.values(visit.scope) | {"tender": list(TENDERS), "against": list(AGAINST)}
    chosen = visit.choice.made()
    selects = [
        Select(name, chosen.get(name, ""), known[name], _FIRST.get(name, "all"))
        for name in names
        if name in known and (len(known[name]) > 1 or name in chosen)
    ]
    presets = tuple(PRESETS) if preset else ()
    return Filters(address, visit.choice, presets, visit.choice.dates or preset or "", selects, "rows" in names)
