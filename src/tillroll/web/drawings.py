"""Drawings: how each report is drawn. Those that have no drawing of their own are a line by day, or bars."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import altair as alt
from markupsafe import Markup

from tillroll.report import Answer, Column
from tillroll.web import pictures
from tillroll.web.charts import (
    SERIES,
    WIDTHS,
    Drawing,
    data,
    picture,
    place_of,
    scaled,
    svg_of,
    themed,
    titled,
    unit_axis,
)
from tillroll.web.figures import cell
from tillroll.web.parts import basis_lines, span_words
from tillroll.web.rows import positions
from tillroll.web.titles import drawn_columns, longest_of_first, title_of

_MOST_BARS, _HEIGHT, _BAR_HEIGHT = 15, 200, 26
_FEW_DAYS = 10


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
    """A report's chart to take away: under its finding the report's name and dates, and what it rests on."""
    drawing = _drawing(answer)
    if drawing is None:
        return None
    dates = f", {span_words(answer.span)}" if answer.span else ""
    below = f"{answer.report.title}{dates}", ": ".join(basis_lines(answer.basis)[0])
    return titled(drawing, title_of(answer), below)


def png_of(answer: Answer) -> bytes | None:
    """The same as a picture on white."""
    drawing = titled_drawing(answer)
    return None if drawing is None else picture(drawing)


def _drawing(answer: Answer) -> Drawing | None:
    own = OWN.get(answer.report.name, _usual)
    return own(answer) if answer.rows else None


def _usual(answer: Answer) -> Drawing | None:
    places = drawn_columns(answer)
    if places is None:
        return None
    (label, value), columns = places, answer.report.columns
    points = _points(answer, label, value)
    draw = _line if columns[label].unit == "date" else _bars
    return lambda width: draw(points, columns[value], width)


def _parts(answer: Answer) -> Drawing | None:
    """What drives the chain, or else the first region, over the longest span: in each product and hour the change."""
    rows = longest_of_first(answer)
    label, value = positions(answer.report.columns, ("part", "change_pence"))
    points = _points(replace(answer, rows=tuple(rows)), label, value)
    return lambda width: _bars(points, answer.report.columns[value], width)


def _points(answer: Answer, label: int, value: int) -> list[dict[str, object]]:
    columns = answer.report.columns
    return [
        {
            "label": str(row[label]) if columns[label].unit == "date" else cell(row[label], columns[label]),
            "value": scaled(row[value], columns[value]),
            "told": f"{cell(row[label], columns[label])}: {cell(row[value], columns[value])}",
        }
        for row in answer.rows
        if row[value] is not None
    ]


def _line(points: Sequence[Mapping[str, object]], column: Column, width: int) -> Any:  # noqa: ANN401 - the same
    chart = alt.Chart(data(points), width=width - 60, height=_HEIGHT)
    x = alt.X(
        "label:T",
        title=None,
        axis=alt.Axis(
            format="%a %-d %b",
            grid=False,
            labelOverlap="parity",
            labelSeparation=12,
            labelFlush=True,
            tickCount="day" if len(points) < _FEW_DAYS else 6,
        ),
    )
    y = alt.Y("value:Q", axis=unit_axis(column))
    line = chart.mark_line(color=SERIES[0], strokeWidth=2).encode(x=x, y=y)
    dots = chart.mark_point(color=SERIES[0], filled=True, size=40).encode(x=x, y=y, description="told:N")
    return themed(line + dots)


def _bars(points: Sequence[Mapping[str, object]], column: Column, width: int) -> Any:  # noqa: ANN401 - the same
    chart = alt.Chart(data(points[:_MOST_BARS]), width=width - 180, height=alt.Step(_BAR_HEIGHT))
    y = alt.Y("label:N", sort=None, title=None, axis=alt.Axis(domain=False, ticks=False, labelLimit=180))
    return themed(
        chart.mark_bar(color=SERIES[0], height={"band": 0.7}).encode(
            x=alt.X("value:Q", axis=unit_axis(column)), y=y, description="told:N"
        )
    )


OWN: Mapping[str, Callable[[Answer], Drawing | None]] = {
    "hours-by-weekday": pictures.heat_map,
    "busiest-hours": pictures.hours,
    "orders-by-hour": pictures.orders,
    "menu-matrix": pictures.matrix,
    "trend-by-branch": pictures.branch_intervals,
    "trend-by-region": pictures.region_intervals,
    "trend-drivers-by-region": _parts,
    "peer-band": pictures.bands,
    "versus-typical-by-day": pictures.days,
    "product-mix-by-week": pictures.mix,
}
"""The reports that have a drawing of their own."""
