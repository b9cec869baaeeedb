"""The catalogue: each report is one file of ``sql/reports/catalogue``, and its header says what it means."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from tillroll.errors import ConfigurationError
from tillroll.report.dates import DEFAULT
from tillroll.report.near import near_words
from tillroll.statements import header_of, statement_names
from tillroll.words import MICROPENCE_IN_A_POUND, PENCE_IN_A_POUND

FOLDER = "reports/catalogue"
FIELDS = ("title", "question", "grain", "filters", "units", "definition")
OPTIONAL_FIELDS = ("preset", "compares", "needs", "asks", "about", "empty")
FILTERS: Mapping[str, tuple[str, ...]] = {
    "dates": ("first_day", "last_day"),
    "branch": ("branch_id",),
    "region": ("region",),
    "franchise": ("franchise",),
    "product": ("product",),
    "category": ("category",),
    "size": ("size",),
    "daypart": ("daypart",),
    "tender": ("tender",),
    "against": (),
    "rows": ("row_limit",),
}
"""Each filter with the parameters that it gives a statement."""
ITEMS = "items"
KINDS: Mapping[str, str] = {
    **dict.fromkeys(("product", "category", "size"), ITEMS),
    **{name: name for name in ("daypart", "tender")},
}
"""The filters that choose a part of the sales of each branch-day, with the kind of part that each means."""
PARTS: Mapping[frozenset[str], str] = {
    frozenset({"tender"}): "sold_by_tender",
    frozenset({"daypart"}): "sold_by_part",
    frozenset({ITEMS}): "sold_of_items",
    frozenset({"tender", "daypart"}): "sold_of_sales",
    frozenset({ITEMS, "tender"}): "sold_of_lines",
    frozenset({ITEMS, "daypart"}): "sold_of_lines",
    frozenset({ITEMS, "tender", "daypart"}): "sold_of_lines",
}
"""What tells branch-days' part of these kinds: a mart where there is one of them, else sales or their lines."""
READ_OF_SALES: Mapping[str, frozenset[str]] = {
    "part_item": frozenset({"tender", "daypart"}),
    "part_hour": frozenset({"tender", ITEMS}),
    "part_tender": frozenset({"daypart", ITEMS}),
}
"""What reports need that are told of parts otherwise than by branch-day, with the kinds that their marts don't know."""
_OF_SCOPE = frozenset({"trends", "chosen_trends", "trend_findings"})
"""What reports need that holds the trends of what lies in the scope."""
UNITS = (
    *("text", "date", "moment", "pence", "pence per order", "pence per open hour", "pence per branch-day"),
    *("micropence", "pence per item", "points", "weekday", "runs"),
    *("orders", "items", "items per order", "orders per open branch-hour", "sales", "rows", "files"),
    *("branches", "branch-days", "days", "weeks", "hours", "hour", "seconds", "share", "ratio", "rank"),
)

ENDS = ("highest", "lowest", "furthest", "ends")
"""Which of its figures a report is about: furthest is from zero, of what may rise or fall; ends are best and worst."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a report and its unit, which is one of `UNITS`; `has_twin` is whether another tells its share."""

    name: str
    unit: str
    has_twin: bool = False

    @property
    def is_money(self) -> bool:
        """Whether it holds pence, whole, per something or in millionths."""
        return self.unit.startswith(("pence", "micropence"))

    @property
    def in_a_pound(self) -> int:
        """How many of its unit make a pound, of a column of money."""
        return MICROPENCE_IN_A_POUND if self.unit == "micropence" else PENCE_IN_A_POUND

    @property
    def title(self) -> str:
        """Its name in words, without the unit of money; what begins with it is told in pounds.

        >>> Column("net_pence_before", "pence").title, Column("pence_lost", "pence").title
        ('net before', 'pounds lost')
        >>> Column("change_pence", "pence", has_twin=True).title, Column("change", "share").title
        ('change in pounds', 'change')
        """
        name = self.name.replace("_micropence", "").replace("_pence", " in pounds" if self.has_twin else "")
        return (name.replace("pence", "pounds") if self.is_money else name).replace("_", " ")

    @property
    def tells_money(self) -> bool:
        """Whether it says of money how much it is, or by how many points its growth differs."""
        return self.is_money or self.unit == "points"


@dataclass(frozen=True, slots=True)
class About:
    """The figure that a report is about: which end of it matters, its column, and the columns that name its rows.

    The further names tell rows apart that share the first one; `are_all` says that each row has all of them.
    """

    end: str
    column: str
    names: tuple[str, ...]
    are_all: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """One report as its header tells it.

    `preset` are its dates unless others are asked for. `compares` says with which earlier dates: one of
    `dates.COMPARISONS`, or against, which is what the reader chose. `needs` are the statements of ``sql/reports/stage``
    whose answers are kept for it, in order; `asks` is one before them that gives it and them parameters. `about` is
    what its chart draws and its finding tells; None for one that a chart would not make clearer, or that has a drawing
    of its own. `empty` says what is lacking where it has no rows.
    """

    name: str
    title: str
    question: str
    grain: str
    filters: tuple[str, ...]
    columns: tuple[Column, ...]
    definition: str
    preset: str = DEFAULT
    compares: str | None = None
    needs: tuple[str, ...] = ()
    asks: str | None = None
    empty: str | None = None
    about: About | None = None

    @property
    def can_be_cut(self) -> bool:
        """Whether it is told of a part of the chain: of chosen branches, or of trends, which are those of the scope."""
        return "branch" in self.filters or not _OF_SCOPE.isdisjoint(self.needs)

    @property
    def is_told_by_parts(self) -> bool:
        """Whether filters choose a part of what each of its branch-days took, as of most that take a tender."""
        return "tender" in self.filters and not self._kinds_of_sales

    def part(self, chosen: Container[str]) -> str | None:
        """What tells the part of the sales that the chosen filters mean, one of `PARTS`; None for all sales."""
        if not self.is_told_by_parts:
            return None
        return PARTS.get(frozenset(kinds_of(chosen)))

    def beyond_marts(self, chosen: Container[str]) -> frozenset[str]:
        """The kinds of part among chosen filters for which its sales must be read one by one: no mart knows them."""
        kinds = kinds_of(chosen)
        return frozenset(kinds[1:]) if self.is_told_by_parts else self._kinds_of_sales.intersection(kinds)

    @property
    def _kinds_of_sales(self) -> frozenset[str]:
        return frozenset().union(*(kinds for name, kinds in READ_OF_SALES.items() if name in self.needs))

    @property
    def statement(self) -> str:
        """The name of its SQL file."""
        return f"{FOLDER}/{self.name.replace('-', '_')}"


def kinds_of(chosen: Container[str]) -> tuple[str, ...]:
    """The kinds of part that chosen filters mean, in the order of `KINDS`."""
    return tuple(dict.fromkeys(kind for name, kind in KINDS.items() if name in chosen))


@cache
def reports() -> tuple[Report, ...]:
    """Every report, by name."""
    return tuple(sorted(map(_report, statement_names(FOLDER)), key=lambda report: report.name))


def find_report(name: str) -> Report:
    """The report of this name. `ConfigurationError` if there is none; it names near ones."""
    known = {report.name: report for report in reports()}
    if name not in known:
        near = near_words(name, known)
        raise ConfigurationError(f"there is no report {name}{near}: see 'tillroll reports'")
    return known[name]


def _report(statement_name: str) -> Report:
    fields = header_of(statement_name)
    unfit = [name for name in FIELDS if not fields.get(name)] + [name for name in fields if name not in _ALL]
    if unfit:
        raise ConfigurationError(f"sql/{statement_name}.sql: its header lacks or does not know: {', '.join(unfit)}")
    return Report(
        name=statement_name.rpartition("/")[2].replace("_", "-"),
        title=fields["title"],
        question=fields["question"],
        grain=fields["grain"],
        filters=_words(fields["filters"]),
        columns=_columns(_words(fields["units"])),
        definition=fields["definition"],
        preset=fields.get("preset", DEFAULT),
        compares=fields.get("compares"),
        needs=_words(fields["needs"]) if "needs" in fields else (),
        asks=fields.get("asks"),
        empty=fields.get("empty"),
        about=_about(fields["about"]) if "about" in fields else None,
    )


_ALL = (*FIELDS, *OPTIONAL_FIELDS)


def _words(field: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in field.split(","))


def _columns(words: Sequence[str]) -> tuple[Column, ...]:
    units = dict(each.split(" ", 1) for each in words)
    return tuple(
        Column(name, unit, name.removesuffix("_pence") in units.keys() - {name}) for name, unit in units.items()
    )


def _about(field: str) -> About:
    """As ``lowest acceptance by branch, region`` or ``highest lift by product and other_product`` says."""
    end, column, _, names = field.split(" ", 3)
    are_all = " and " in names
    return About(end, column, tuple(names.split(" and ")) if are_all else _words(names), are_all)
