"""Charts, drawn on the server: SVG for pages, whose colours follow the page's light, and PNG to take away."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import altair as alt
import vl_convert
from markupsafe import Markup

from tillroll.report import Answer, Column
from tillroll.web.figures import cell, heading, is_number

_INK, _FAINT, _MAIN, _FONT = "#1c1b19", "#d8d4cc", "#0b5c8a", "Helvetica, Arial, sans-serif"
_ON_PAGE: Mapping[str, str] = {_INK: "var(--ink)", _FAINT: "var(--rule)", _MAIN: "var(--series-1)"}
_MOST_BARS, _FEWEST_POINTS, _HEIGHT, _BAR_HEIGHT = 20, 2, 200, 26
_WIDTHS: Mapping[str, int] = {"narrow": 340, "wide": 760}
_NOT_SHOWN = ("rank",)
_FEW_DAYS = 10


def chart_of(answer: Answer) -> Markup | None:
    """A report's chart for a page; None for one that a chart would not make clearer."""
    drawn = _drawn(answer)
    return None if drawn is None else on_page(drawn, answer.report.title)


def png_of(answer: Answer) -> bytes | None:
    """The same as a picture on white."""
    drawn = _drawn(answer)
    return (
        None
        if drawn is None
        else vl_convert.vegalite_to_png(drawn(_WIDTHS["wide"]).properties(background="white").to_dict(), scale=2)
    )


def on_page(chart: Callable[[int], Any], title: str) -> Markup:
    """A chart that is drawn at a width, to stand in a page: once for phones and once for desks, of which one shows."""
    return Markup().join(
        Markup('<div class="{}">{}</div>').format(name, _svg(chart(width), title)) for name, width in _WIDTHS.items()
    )


def _svg(drawn: Any, title: str) -> Markup:  # noqa: ANN401 - altair's configured charts have no common type
    """It takes the page's colours and width, and has a name for who does not see it."""
    svg = vl_convert.vegalite_to_svg(drawn.to_dict())
    for colour, variable in _ON_PAGE.items():
        svg = svg.replace(f'"{colour}"', f'"{variable}"')
    svg = re.sub(r'font-family="[^"]*"', "", svg)
    svg = re.sub(r"<svg ", Markup('<svg role="img" aria-label="Chart: {}" ').format(title), svg, count=1)
    svg = re.sub(r'<rect width="\d+" height="\d+" fill="transparent"/>', "", svg)
    return Markup(svg)  # noqa: S704 - vl_convert escaped what it drew, and the title is escaped above


def themed(chart: alt.Chart | alt.LayerChart) -> Any:  # noqa: ANN401 - altair's configured charts have no common type
    """A chart in the house's type and colours, without ornament."""
    return (
        chart.properties(background="transparent")
        .configure(font=_FONT)
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=_INK,
            titleColor=_INK,
            gridColor=_FAINT,
            domainColor=_FAINT,
            tickColor=_FAINT,
            labelFontSize=13,
            titleFontSize=13,
            titleFontWeight="normal",
            labelLimit=200,
        )
    )


def _drawn(answer: Answer) -> Callable[[int], Any] | None:
    columns = answer.report.columns
    label = next((at for at, column in enumerate(columns) if column.unit in {"date", "text", "hour"}), None)
    value = next((at for at, column in enumerate(columns) if is_number(column) and column.unit not in _NOT_SHOWN), None)
    if label is None or value is None or len(answer.rows) < _FEWEST_POINTS:
        return None
    labels = [row[label] for row in answer.rows if row[value] is not None]
    if len(set(labels)) < len(labels) or len(labels) < _FEWEST_POINTS:
        return None
    points = _points(answer, label, value)
    draw = _line if columns[label].unit == "date" else _bars
    return lambda width: draw(points, columns[value], width)


def _points(answer: Answer, label: int, value: int) -> list[dict[str, object]]:
    columns = answer.report.columns
    return [
        {
            "label": str(row[label]) if columns[label].unit == "date" else cell(row[label], columns[label]),
            "value": _scaled(row[value], columns[value]),
            "told": f"{cell(row[label], columns[label])}: {cell(row[value], columns[value])}",
        }
        for row in answer.rows
        if row[value] is not None
    ]


def _scaled(value: Any, column: Column) -> float:  # noqa: ANN401 - a number of any kind
    return float(value) / 100 if column.is_money else float(value)


def _data(points: Sequence[Mapping[str, object]]) -> alt.InlineData:
    return alt.InlineData(values=list(points))


def _axis(column: Column) -> alt.Axis:
    shown = {"share": "%"}.get(column.unit, "~s")
    unit = "£" if column.is_money else column.unit
    return alt.Axis(format=shown, title=f"{heading(column)}, {unit}", tickCount=4, domain=False, ticks=False)


def _line(points: Sequence[Mapping[str, object]], column: Column, width: int) -> Any:  # noqa: ANN401 - the same
    chart = alt.Chart(_data(points), width=width - 60, height=_HEIGHT)
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
    y = alt.Y("value:Q", axis=_axis(column))
    line = chart.mark_line(color=_MAIN, strokeWidth=2).encode(x=x, y=y)
    dots = chart.mark_point(color=_MAIN, filled=True, size=40).encode(x=x, y=y, description="told:N")
    return themed(line + dots)


def _bars(points: Sequence[Mapping[str, object]], column: Column, width: int) -> Any:  # noqa: ANN401 - the same
    chart = alt.Chart(_data(points[:_MOST_BARS]), width=width - 180, height=alt.Step(_BAR_HEIGHT))
    y = alt.Y("label:N", sort=None, title=None, axis=alt.Axis(domain=False, ticks=False, labelLimit=180))
    return themed(
        chart.mark_bar(color=_MAIN, height={"band": 0.7}).encode(
            x=alt.X("value:Q", axis=_axis(column)), y=y, description="told:N"
        )
    )
