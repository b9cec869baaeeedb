"""What a person chose to see: checked against what the report takes and the warehouse knows."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date

from tillroll.contract.table import TENDERS
from tillroll.errors import ConfigurationError
from tillroll.report.branch_days import branch_id_of
from tillroll.report.catalogue import KINDS, Report
from tillroll.report.dates import AGAINST, PRESETS
from tillroll.report.near import near_words
from tillroll.report.scope import Scope
from tillroll.report.warehouse import Warehouse

FEWEST_ROWS = 10
_DATES = ("dates", "from_day", "to_day")
_NAMED = ("region", "franchise", "product", "category", "size", "daypart")


@dataclass(frozen=True, slots=True)
class Choice:
    """Filters as a person writes them; None where nothing was chosen."""

    dates: str | None = None
    from_day: date | None = None
    to_day: date | None = None
    branch: str | None = None
    region: str | None = None
    franchise: str | None = None
    product: str | None = None
    category: str | None = None
    size: str | None = None
    daypart: str | None = None
    tender: str | None = None
    against: str | None = None
    rows: int | None = None

    @property
    def has_dates(self) -> bool:
        """Whether dates were chosen."""
        return bool(self.dates or self.from_day or self.to_day)

    def made(self) -> dict[str, str]:
        """The filters that were chosen, in words, by name; those of dates under one name."""
        chosen = {field.name: getattr(self, field.name) for field in fields(self)}
        return {"dates" if name in _DATES else name: str(value) for name, value in chosen.items() if value is not None}


def of_all_sales(choice: Choice) -> Choice:
    """The same without what chooses a part of the sales: a tender, a daypart or items."""
    return replace(choice, **dict.fromkeys(KINDS))


def told_by_marts(report: Report, choice: Choice) -> Choice:
    """The same without what would have the report read sales one by one."""
    beyond = report.beyond_marts(choice.made())
    return replace(choice, **{name: None for name, kind in KINDS.items() if kind in beyond})


def check_choice(report: Report, choice: Choice) -> None:
    """`ConfigurationError` if the report does not take a filter, or a preset or number of rows is none."""
    refused = [name for name in choice.made() if name not in report.filters]
    if refused:
        takes = ", ".join(report.filters)
        raise ConfigurationError(f"{report.name} takes no filter {' or '.join(refused)}; it takes {takes}")
    check_dates(choice)
    if choice.against and choice.against not in AGAINST:
        near = near_words(choice.against, AGAINST)
        raise ConfigurationError(f"against: {choice.against} is no comparison{near}; there are {', '.join(AGAINST)}")
    if choice.rows is not None and choice.rows < 1:
        raise ConfigurationError("rows: ask for one or more")


def check_dates(choice: Choice) -> None:
    """`ConfigurationError` if the dates are no preset."""
    if choice.dates and choice.dates not in PRESETS:
        near = near_words(choice.dates, PRESETS)
        raise ConfigurationError(f"dates: {choice.dates} is no preset{near}; there are {', '.join(PRESETS)}")


def names_of_choice(
    warehouse: Warehouse, choice: Choice, scope: Scope, values: Callable[[], Mapping[str, list[str]]]
) -> dict[str, object]:
    """The parameters that are names. `ConfigurationError` for a name that the warehouse does not know.

    Reads the staged scope, outside of which nothing is known; the values are those of `known_values`.
    """
    known = values() if any(getattr(choice, name) for name in _NAMED) else {}
    named = {name: _meant(name, text, known.get(name, [])) for name in _NAMED if (text := getattr(choice, name))}
    tender = _meant("tender", choice.tender, TENDERS) if choice.tender else None
    branch_id = branch_id_of(warehouse, choice.branch, scope) if choice.branch else None
    unnamed: dict[str, object] = dict.fromkeys(_NAMED)
    return unnamed | named | {"tender": tender, "branch_id": branch_id}


def known_values(warehouse: Warehouse, scope: Scope) -> Mapping[str, list[str]]:
    """What regions, franchises, products and categories can be named, by filter.

    Reads the staged tables of products and of the scope.
    """
    known: dict[str, list[str]] = defaultdict(list)
    name = "scoped_filter_values" if scope.is_limited else "filter_values"
    for kind, value in warehouse.run(f"reports/stage/{name}"):
        known[kind].append(value)
    return dict(known)


def _meant(kind: str, text: str, known: list[str] | tuple[str, ...]) -> str:
    """The value that a person means: as it is written, else in any case if that is but one."""
    if text in known:
        return text
    folded = [value for value in known if value.casefold() == text.casefold()]
    if len(folded) != 1:
        few = f"; there are {', '.join(known)}" if len(known) <= FEWEST_ROWS else ""
        near = near_words(text, known) or (
            few if known else "; none is known here: branches.csv and products.csv give them"
        )
        raise ConfigurationError(f"no {kind} is called {text}{near}")
    return folded[0]
