"""Drawings: how each report is drawn. Those that have no drawing of their own are a line by day, or bars."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import altair as alt
from markupsafe import Markup

from tillroll.report import Answer, Column
from tillroll.web import pictures
from tillroll.web.axes import name_axis, unit_axis
from tillroll.web.charts import (
    SERIES,
    SOFT,
    TOLD,
    WIDTHS,
    Drawing,
    data,
    of_all,
    picture,
    place_of,
    scaled,
    svg_of,
    themed,
    titled,
)
from tillroll.web.figures import cell, span_words, with_sign
from tillroll.web.parts import basis_lines
from tillroll.web.subjects import Figure, Subject, subject_of
from tillroll.web.titles import longest_of_first, title_of

_HEIGHT, _BAR_HEIGHT = 200, 26
_MOST_DATES = 9


def chart_of(answer: Answer, title: str, query: str) -> Markup | None:
    """Where a page has a report's chart; None for one that a chart would not make clearer.

    The chart itself is an answer of its own, to the same query: a page does not wait for what is being drawn.
    """
    if _drawing(answer) is None:
        return None
    begin = f"/reports/{answer.report.name}/chart"
    return place_of({width: f"{begin}.{width}.svg{'?' * bool(query)}{query}" for width in WIDTHS}, title)


def drawn(answer: Answer, width: str) -> str | None:
    """A report's chart as SVG at one of the widths."""
    drawing = _drawing(answer)
    return None if drawing is None else svg_of(drawing, width)


def titled_drawing(answer: Answer) -> Any:  # noqa: ANN401 - altair's configured charts have no common type
    """A report's chart to take away: under its finding the report's name, dates and filters, and what it rests on."""
    drawing = _drawing(answer)
    if drawing is None:
        return None
    dates = f", {span_words(answer.span)}" if answer.span else ""
    rests_on = (": ".join(line) for line in basis_lines(answer.basis))
    only = [answer.only] if answer.only else []
    return titled(drawing, title_of(answer), (f"{answer.report.title}{dates}", *only, *rests_on))


def png_of(answer: Answer) -> bytes | None:
    """The same as a picture on white."""
    drawing = titled_drawing(answer)
    return None if drawing is None else picture(drawing)


def _drawing(answer: Answer) -> Drawing | None:
    own = OWN.get(answer.report.name, _usual)
    return own(answer) if answer.rows else None


def _usual(answer: Answer) -> Drawing | None:
    subject = subject_of(answer)
    if subject is None or not any(figure.value for figure in subject.figures):
        return None
    shown = subject.shown
    if subject.by.unit == "date":
        return lambda width: _line(_points(shown, subject), subject.column, width)
    words = of_all(len(shown), len(subject.figures), _CHOSEN[subject.end])
    return lambda width: _bars(_points(shown, subject), subject, words, width)


def _parts(answer: Answer) -> Drawing | None:
    """What drives the chain, or else the first region, over the longest span: in each product and hour the change."""
    return _usual(replace(answer, rows=tuple(longest_of_first(answer))))


_CHOSEN: Mapping[str, str] = {
    "highest": "those with the most",
    "lowest": "those with the least",
    "furthest": "those that are furthest from zero",
    "ends": "the best and the worst",
}


def _points(figures: Sequence[Figure], subject: Subject) -> list[dict[str, object]]:
    return [_point(figure, subject) for figure in figures]


def _point(figure: Figure, subject: Subject) -> dict[str, object]:
    column = subject.column
    told = (with_sign if subject.is_change else cell)(figure.value, column)
    label = str(figure.of) if subject.by.unit == "date" else figure.name
    value = scaled(figure.value, column)
    return {"label": label, "value": value, "told": f"{figure.name}: {told}", "is_less": value < 0}


def _line(points: Sequence[Mapping[str, object]], column: Column, width: int) -> Any:  # noqa: ANN401 - the same
    chart = alt.Chart(data(points), width=width, height=_HEIGHT)
    labels = [date.fromisoformat(str(point["label"])) for point in points]
    x = alt.X(
        "label:T",
        title=None,
        axis=alt.Axis(
            format="%a %-d %b",
            grid=False,
            labelOverlap="parity",
            labelSeparation=12,
            labelFlush=True,
            values=[_at(label) for label in labels[:: max(1, -(-len(labels) // _MOST_DATES))]],
        ),
    )
    y = alt.Y("value:Q", axis=unit_axis(column))
    line = chart.mark_line(color=SERIES[0], strokeWidth=2, aria=False).encode(x=x, y=y)
    dots = chart.mark_point(color=SERIES[0], filled=True, size=40).encode(x=x, y=y, description=TOLD)
    return themed(line + dots)


def _at(day: date) -> alt.DateTime:
    return alt.DateTime(year=day.year, month=day.month, date=day.day)


def _bars(points: Sequence[Mapping[str, object]], subject: Subject, words: str | None, width: int) -> Any:  # noqa: ANN401 - the same
    chart = alt.Chart(data(points), width=width, height=alt.Step(_BAR_HEIGHT))
    y = alt.Y("label:N", sort=None, title=None, axis=name_axis(width))
    colour = alt.ColorValue(SERIES[0], condition={"test": alt.datum.is_less, "value": SERIES[1]})
    bars = chart.mark_bar(height={"band": 0.7}).encode(
        x=alt.X("value:Q", axis=unit_axis(subject.column)), y=y, color=colour, description=TOLD
    )
    zero = alt.Chart(data([{"zero": 0}])).mark_rule(color=SOFT, aria=False).encode(x=alt.X("zero:Q"))
    return themed(bars + zero if subject.is_change else bars, words)


OWN: Mapping[str, Callable[[Answer], Drawing | None]] = {
    "hours-by-weekday": pictures.heat_map,
    "busiest-hours": pictures.hours,
    "orders-by-hour": pictures.orders,
    "menu-matrix": pictures.matrix,
    "growth-bridge": pictures.bridge,
    "trend-by-branch": pictures.branch_intervals,
    "trend-by-product": pictures.product_intervals,
    "trend-by-region": pictures.region_intervals,
    "trend-drivers-by-region": _parts,
    "peer-band": pictures.bands,
    "versus-typical-by-day": pictures.days,
    "product-mix-by-week": pictures.mix,
}
"""The reports that have a drawing of their own."""
