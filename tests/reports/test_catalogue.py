"""The headers of the catalogue: each says all there is to say, and what it says is so."""

from datetime import UTC

import pytest

from tests.reports.conftest import Told
from tests.reports.world import NOW
from tillroll.errors import ConfigurationError
from tillroll.report import Report, find_report, reports
from tillroll.report.answers import ASKED, CHOSEN
from tillroll.report.catalogue import FIELDS, FILTERS, KINDS, OPTIONAL_FIELDS, PARTS, UNITS
from tillroll.report.dates import COMPARISONS
from tillroll.report.staged import _MORE
from tillroll.report.trends.tables import JUDGED
from tillroll.statements import header_of, parameters_of

WHERE = {"branch_id", "region", "franchise"}
SELF = {"zones", "clocks", "nations", "holidays"}
"""What is staged without being asked for."""
ITEMS = {"product", "category", "size"}
COLUMNS = "select column_name from information_schema.columns where table_name = 'asked' order by ordinal_position"
EVERY = [pytest.param(report, id=report.name) for report in reports()]


@pytest.mark.parametrize("report", EVERY)
def test_a_header_holds_every_field(report: Report) -> None:
    header = header_of(report.statement)
    assert set(FIELDS) <= set(header) <= {*FIELDS, *OPTIONAL_FIELDS}
    assert report.question.endswith("?")
    assert report.definition.endswith(".")
    assert report.grain.startswith("one row")


@pytest.mark.parametrize("report", EVERY)
def test_a_filter_is_a_parameter_and_a_parameter_a_filter(report: Report) -> None:
    given = {name for each in report.filters for name in FILTERS[each]}
    staged = ["chosen_day", *report.needs, *([report.asks] if report.asks else [])] if "dates" in report.filters else []
    told = {
        *ASKED.get(report.asks or "", ()),
        *(("earlier_first", "earlier_last") if report.compares or report.is_told_by_parts else ()),
    }
    asked = [name for name in staged if name not in {*_MORE, *JUDGED}]
    taken = {kind for name, kind in KINDS.items() if name in report.filters}
    asked += [name for kinds, name in PARTS.items() if report.is_told_by_parts and kinds <= taken]
    read = parameters_of(report.statement).union(*(parameters_of(f"reports/stage/{name}") for name in asked))
    narrowed = SELF | (WHERE if staged else set()) | (ITEMS if "chosen_product" in report.needs else set())
    assert given <= read <= given | told | narrowed
    assert ("against" in report.filters) == (report.compares == CHOSEN)
    assert report.compares in {None, CHOSEN, *COMPARISONS}


@pytest.mark.parametrize("report", EVERY)
def test_a_unit_is_known_and_money_is_named_so(report: Report) -> None:
    assert [column for column in report.columns if column.unit not in UNITS] == []
    assert [column for column in report.columns if column.is_money != ("pence" in column.name)] == []


@pytest.mark.parametrize("report", EVERY)
def test_the_columns_are_those_of_the_statement(told: Told, report: Report) -> None:
    told.reports.answer(report.name, now=NOW.replace(tzinfo=UTC))
    given = {name: None for names in FILTERS.values() for name in names} | {"row_limit": 1}
    needed = dict.fromkeys(("earlier_first", "earlier_last", *(name for names in ASKED.values() for name in names)))
    told.chain.warehouse.keep("asked", report.statement, **given, **needed)
    found = [name for (name,) in told.chain.rows(COLUMNS)]
    assert found == [column.name for column in report.columns]


def test_an_unknown_report_gives_close_matches() -> None:
    with pytest.raises(ConfigurationError, match="there is no report sale-by-day; did you mean sales-by-day"):
        find_report("sale-by-day")
