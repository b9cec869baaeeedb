"""What a report is about: its chart draws that figure, and its title tells it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.web.sites import Served
from tillroll.report import EVERYTHING, Answer, Choice, Column, find_report, reports
from tillroll.report.catalogue import ENDS
from tillroll.web.drawings import _drawing, titled_drawing
from tillroll.web.figures import cell
from tillroll.web.finding_words import ALONE, SAID
from tillroll.web.subjects import MOST_BARS, subject_of
from tillroll.web.titles import TITLES, title_of

ABOUT = [pytest.param(report.name, id=report.name) for report in reports() if report.about]
OF_CHANGE = ("change", "change_pence", "lead", "net_pence")
NOT_DRAWN = {
    *("average-spend", "gross-to-net", "like-for-like", "key-figures-versus-last-year", "key-figures-versus-typical"),
    *(
        "orders-versus-typical",
        "orders-versus-last-year",
        "conservation",
        "runs",
        "like-for-like-members",
        "missing-days",
        "coffees-by-week",
    ),
    "trend-drivers",
}
"""One row, a log, or a list that says more as a table."""
OWN = {
    *("busiest-hours", "growth-bridge", "hours-by-weekday", "menu-matrix", "orders-by-hour", "peer-band"),
    *("product-mix-by-week", "trend-by-branch", "trend-by-product", "trend-by-region", "versus-typical-by-day"),
}
DRAWN_FOR_ONE: dict[str, dict[str, object]] = {"trend-drivers-by-region": {"area": "the chain", "weeks": 13}}
"""Reports of which a chart shows the first of several, and what that has in common."""


def value_of(column: Column, at: int, *, has_falls: bool = False) -> Any:  # noqa: ANN401 - whatever a column holds
    """A figure of the row of this number: no column has the order of another."""
    if column.unit == "date":
        return date(2026, 4, 20) + timedelta(days=at)
    if column.unit == "moment":
        return datetime(2026, 4, 20, 6) + timedelta(days=at)
    if column.unit == "text":
        return f"{column.name} {at}"
    spread = sum(map(ord, column.name)) % 7 + 1
    figure = (at * spread * 3) % 41 + 2
    sign = -1 if has_falls and at % 2 else 1
    return sign * figure / 100 if column.unit in {"share", "points"} else sign * figure * 100


def answer_of(name: str, rows: int, **same: object) -> Answer:
    report = find_report(name)
    made = [
        tuple(
            same.get(column.name, value_of(column, at, has_falls="change" in column.name or column.name == "lead"))
            for column in report.columns
        )
        for at in range(rows)
    ]
    return Answer(report, {}, None, tuple(made), None)


def points_of(answer: Answer) -> list[dict[str, Any]]:
    """What a chart of bars or days draws."""
    drawing = _drawing(answer)
    assert drawing
    sets: dict[str, list[dict[str, Any]]] = drawing(760).to_dict(validate=False)["datasets"]
    return max(sets.values(), key=len)


def said_by(answer: Answer) -> list[str]:
    """What a chart says of what it shows."""
    drawing = _drawing(answer)
    assert drawing
    said: list[str] = drawing(340).to_dict(validate=False).get("title", {"text": []})["text"]
    return said


def test_every_report_says_what_it_is_about_or_is_drawn_otherwise() -> None:
    assert {report.name for report in reports() if report.about is None} == NOT_DRAWN | OWN
    assert {report.name for report in reports() if report.about} <= {*SAID, *TITLES}


@pytest.mark.parametrize("name", ABOUT)
def test_what_a_report_is_about_are_columns_of_its_own(name: str) -> None:
    report = find_report(name)
    assert report.about
    columns = {column.name: column.unit for column in report.columns}
    assert report.about.end in ENDS
    assert {report.about.column, *report.about.names} <= columns.keys()
    assert columns[report.about.column] not in {"text", "date", "moment", "rank"}


@pytest.mark.parametrize("name", ABOUT)
def test_a_title_tells_the_figure_that_stands_out_and_the_chart_draws_it(name: str) -> None:
    answer = answer_of(name, 40, **DRAWN_FOR_ONE.get(name, {}))
    subject = subject_of(answer)
    assert subject
    drawn = points_of(answer)
    figure = cell(subject.first.value, subject.column)
    assert answer.report.about
    assert subject.column.name == answer.report.about.column
    assert [point["told"] for point in drawn if subject.first.name in point["told"] and figure in point["told"]]
    if name in SAID:
        assert figure in title_of(answer)
        assert cell(subject.first.row[answer.report.columns.index(subject.by)], subject.by) in title_of(answer)


@pytest.mark.parametrize("name", [name for name in SAID if "change" in name or "versus" in name or "like-for" in name])
def test_a_report_about_change_draws_change(name: str) -> None:
    report = find_report(name)
    assert report.about
    assert report.about.end == "furthest"
    assert report.about.column in OF_CHANGE
    assert re.search(r"[+−](£|\d)", title_of(answer_of(name, 5)))


def test_a_change_is_told_in_pounds_and_percent_with_what_it_is_against() -> None:
    rows = (
        ("Leeds", "Yorkshire", 200_000, 231_200, -0.18, 90, 7),
        ("York", "Yorkshire", 150_000, 148_000, 0.02, 80, 7),
    )
    typical = Answer(find_report("versus-typical-by-branch"), {}, None, rows, None)
    assert title_of(typical) == "Leeds is furthest below what is typical of it: −18.0% (−£312.00)"
    changed = (("Wales", 5_000, 3_000, 2_000, 2 / 3, 9, 9, 7, 7), ("London", 9_000, 9_900, -900, None, 9, 9, 7, 7))
    by_region = find_report("change-by-region")
    assert title_of(Answer(by_region, {}, None, changed, None)) == (
        "Wales gained most against the period before: +£20.00 (+66.7%)"
    )
    year = {"against": "last-year"}
    assert title_of(Answer(by_region, year, None, changed[::-1], None)).startswith(
        "Wales gained most against the year "
    )


@pytest.mark.parametrize(
    ("name", "column", "value", "words"),
    [
        ("file-punctuality", "not_in_time", 0, "Every branch-day came in time"),
        ("files-by-branch", "missing", 0, "No branch-day is missing"),
        ("row-acceptance", "acceptance", 1.0, "Every row of the files could be used"),
    ],
)
def test_where_nothing_stands_out_the_title_says_so(name: str, column: str, value: float, words: str) -> None:
    assert title_of(answer_of(name, 3, **{column: value})) == words


@pytest.mark.parametrize("name", TITLES)
@pytest.mark.parametrize("way", [1, -1])
def test_no_title_says_less_and_minus_at_once(name: str, way: int) -> None:
    """Whatever it is about went down, or up."""
    usual = answer_of(name, 3, cause="net sales", weekday=1)
    rows = tuple(
        tuple(
            abs(value) * way if isinstance(value, (int, float)) and column.is_money else value
            for column, value in zip(usual.report.columns, row, strict=True)
        )
        for row in usual.rows
    )
    assert not re.search(r"[−-]£?[0-9][0-9,.%]* (less|fewer|below|more|above)", title_of(replace(usual, rows=rows)))


@pytest.mark.parametrize("name", ["like-for-like-causes", "versus-typical-causes"])
def test_the_title_of_causes_says_which_way_sales_went(name: str) -> None:
    columns = [column.name for column in find_report(name).columns]
    told = dict.fromkeys(columns, None) | {"cause": "net sales", "net_pence": -123_400}
    assert "sales are £1,234.00 less than" in title_of(
        Answer(find_report(name), {}, None, (tuple(told.values()),), None)
    )


@pytest.mark.parametrize("name", ["sales-by-branch", "versus-typical-by-branch"])
def test_branches_of_one_name_are_told_apart_in_the_chart(name: str) -> None:
    answer = answer_of(name, 2, branch="Newport")
    labels = [point["label"] for point in points_of(answer)]
    assert labels == ["Newport, region 0", "Newport, region 1"]
    assert "Newport, region" in title_of(answer)
    alike = answer_of(name, 2, branch="Newport", region="Wales")
    assert [point["label"] for point in points_of(alike)] == ["Newport, Wales (1)", "Newport, Wales (2)"]


def test_a_chart_that_leaves_some_out_says_so_and_has_the_one_of_the_title() -> None:
    answer = answer_of("change-by-branch", 40)
    drawn, changes = points_of(answer), [row[4] for row in answer.rows]
    assert len(drawn) == MOST_BARS
    kept = sorted((abs(point["value"]) * 100 for point in drawn), reverse=True)
    assert kept == sorted(map(abs, changes), reverse=True)[:MOST_BARS]
    words = "15 of 40: those that are furthest from zero"
    assert said_by(answer) == [words]
    assert titled_drawing(answer).to_dict(validate=False)["title"]["subtitle"][-1] == words
    assert said_by(answer_of("change-by-branch", MOST_BARS)) == []


def test_the_best_and_the_worst_are_both_drawn() -> None:
    answer = answer_of("best-and-worst-branches", 40)
    subject = subject_of(answer)
    assert subject
    names = [figure.name for figure in subject.shown]
    assert len(names) == MOST_BARS
    assert {subject.first.name, subject.last.name} <= set(names)


def test_a_bridge_ends_where_its_steps_lead() -> None:
    rows = ((1, "a year earlier", 10_000, 9), (2, "like-for-like", -3_000, 9), (3, "new branches", 500, 1))
    answer = Answer(find_report("growth-bridge"), {}, None, (*rows, (7, "the dates asked for", 7_500, 9)), None)
    drawn = points_of(answer)
    assert [(point["begin"], point["end"]) for point in drawn] == [(0, 100), (100, 70), (70, 75), (0, 75)]
    assert title_of(answer) == (
        "Net sales went from £100.00 a year earlier to £75.00; what moved them most: like-for-like, −£30.00"
    )


def test_what_no_list_names_is_the_title_only_where_nothing_else_is_sold() -> None:
    others = {"place": 1, "class": "A", "net_pence": 90_000, "cumulative_share": 0.9}
    names = [column.name for column in find_report("abc-classes").columns]

    def title(*sold: tuple[str, str, float | None]) -> str:
        of = [dict(zip(("product", "category", "share_of_category"), each, strict=True)) | others for each in sold]
        return title_of(
            Answer(find_report("abc-classes"), {}, None, tuple(tuple(map(row.get, names)) for row in of), None)
        )

    voucher, latte, new = ("Voucher", "unmapped", 1.0), ("Latte", "Coffee", 0.62), ("Matcha", "Tea", None)
    assert title(voucher, latte, new) == "Most of one category is Latte: 62.0% of Coffee"
    assert title(voucher, new) == "Most of what no list names is Voucher: 100.0%"
    assert title(new) == find_report("abc-classes").title


def test_a_mix_of_what_no_list_names_says_so() -> None:
    answer = answer_of("product-mix-by-week", 3, category="unmapped", week_from=date(2026, 4, 20), share_of_week=0.25)
    assert title_of(answer).startswith("Items that no list names made 75.0% of the newest week’s net sales; ")


def test_a_mix_of_what_was_chosen_is_no_share_of_all() -> None:
    answer = answer_of("product-mix-by-week", 3, category="Coffee", week_from=date(2026, 4, 20), share_of_week=0.25)
    assert "100" not in title_of(replace(answer, chosen={"category": "Coffee"}))
    assert title_of(replace(answer, chosen={"category": "Coffee"})).startswith(
        "Of what was chosen, the largest product"
    )


def test_a_product_moves_most_by_pounds_however_many_rows_are_shown() -> None:
    answer = answer_of("trend-by-product", 12, weeks=13)
    names = [column.name for column in answer.report.columns]
    by_pounds = sorted(answer.rows, key=lambda row: -abs(row[names.index("against_all_pence")]))
    titles = {title_of(replace(answer, rows=tuple(by_pounds[:shown]))) for shown in (1, 3, 12)}
    assert len(titles) == 1
    assert re.search(r"sold: \S+ \(\S+ to \S+\) over 13 weeks$", titles.pop())


@pytest.mark.parametrize("name", sorted(ALONE))
def test_who_is_told_of_alone_is_not_the_best_of_all(name: str) -> None:
    alone, among = title_of(answer_of(name, 3, branch="Leeds")), title_of(answer_of(name, 3))
    assert alone.startswith("Leeds had its best ")
    assert " of all" in among
    assert " of all" not in alone


def every_answer(shop: Served) -> Sequence[Answer]:
    dates = [(report.name, Choice(dates="all") if "dates" in report.filters else Choice()) for report in reports()]
    return [shop.site.answer(EVERYTHING, name, choice) for name, choice in dates]


def test_a_real_chains_titles_are_sentences_without_gaps(shop: Served) -> None:
    for answer in every_answer(shop):
        title = title_of(answer)
        assert not re.search(r"[{}\[\]|]|None", title), title
        if _drawing(answer):
            assert title != answer.report.title or answer.report.name == "menu-matrix", title
