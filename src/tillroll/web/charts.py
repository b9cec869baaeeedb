"""The style of charts: SVG for pages, whose colours follow the page's light, and PNG to take away."""

import re
from collections.abc import Callable, Mapping, Sequence
from textwrap import wrap
from typing import Any

import altair as alt
import vl_convert
from markupsafe import Markup

from tillroll.report import Column
from tillroll.web.numbers import chart_marks

INK, SOFT, FAINT, PAPER, ON_HEAT = "#1c1b19", "#57534b", "#d8d4cc", "#fbfaf7", "#fefefe"
SERIES = ("#0072b2", "#d55e00", "#009e73", "#b8578c", "#e69f00", "#56b4e9")
HEAT = ("#e8f1f7", "#bcdaec", "#86bcdc", "#4a97c4", "#1f6fa0", "#0b4a73")
_FONT = "Helvetica, Arial, sans-serif"
_FIT = alt.AutoSizeParams(type="fit-x", contains="padding")
"""A chart is as wide as it is asked to be, with what stands beside it, so that letters are as large in each."""
_PADDING = {"left": 12, "right": 5, "top": 5, "bottom": 5}
"""Letters of a page may be wider than those that the chart was measured with: names begin inside of it all the same."""
TOLD = alt.Description("told:N")
"""What is said of a mark to who can't see it. It is no string, as no channel is: to find the kind of channel that a
string stands for takes altair as long as the rest of a chart.
"""
_TITLE_LETTERS, _LINE_LETTERS = 80, 110
_ON_PAGE: Mapping[str, str] = {
    INK: "ink",
    SOFT: "soft",
    FAINT: "rule",
    PAPER: "paper",
    ON_HEAT: "on-heat",
    **{colour: f"series-{at}" for at, colour in enumerate(SERIES, 1)},
    **{colour: f"heat-{at}" for at, colour in enumerate(HEAT, 1)},
}
"""Each colour that a chart is drawn in, and the token of the style sheet that it becomes on a page."""
WIDTHS: Mapping[str, int] = {"narrow": 340, "wide": 760}
Drawing = Callable[[int], Any]
"""A chart by the width that it has."""


def titled(drawing: Drawing, title: str, below: Sequence[str]) -> Any:  # noqa: ANN401 - altair's configured charts have no common type
    """A drawing on white, under its title, the lines below that, and what it says of itself."""
    drawn = drawing(WIDTHS["wide"])
    own = () if drawn.title is alt.Undefined else drawn.title.text
    return drawn.properties(
        background="white",
        title=alt.TitleParams(
            wrap(title, _TITLE_LETTERS),
            subtitle=[line for each in (*below, *own) for line in wrap(each, _LINE_LETTERS)],
            anchor="start",
            fontSize=18,
            subtitleFontSize=13,
            offset=16,
        ),
        padding=16,
    )


def picture(drawn: Any) -> bytes:  # noqa: ANN401 - the same
    """A chart as PNG."""
    return vl_convert.vegalite_to_png(drawn.to_dict(validate=False), scale=2, format_locale=chart_marks())


def place_of(addresses: Mapping[str, str], title: str) -> Markup:
    """Where a page has a chart: the script puts it in, at the width of the window; without scripts it is an image."""
    return _PLACE.format(title=title, **addresses)


_PLACE = Markup(
    '<div class="drawn" data-narrow="{narrow}" data-wide="{wide}" data-title="{title}"><noscript><picture>'
    '<source media="(min-width: 48rem)" srcset="{wide}">'
    '<img src="{narrow}" alt="Chart: {title}" loading="lazy"></picture></noscript></div>'
)


def svg_of(drawing: Drawing, width: str) -> str:
    """A drawing at one of the widths. In a page it takes the page's colours, as an image those of the light."""
    svg = vl_convert.vegalite_to_svg(drawing(WIDTHS[width]).to_dict(validate=False), format_locale=chart_marks())
    for colour, variable in _ON_PAGE.items():
        svg = svg.replace(f'"{colour}"', f'"var(--{variable}, {colour})"')
    svg = re.sub(r'font-family="[^"]*"', "", svg)
    return re.sub(r'<rect width="\d+" height="\d+" fill="transparent"/>', "", svg)


def warm_up() -> None:
    """Draw something: the first drawing takes ten times as long as others."""
    one = alt.Chart(data([{"at": 0}])).mark_bar().encode(x=alt.X("at:Q"))
    svg_of(lambda _width: themed(one), next(iter(WIDTHS)))


def of_all(shown: int, known: int, chosen: str) -> str | None:
    """What a chart says that leaves some out, and which it shows; None for one that shows all.

    >>> of_all(15, 40, "those with the most"), of_all(9, 9, "those with the most")
    ('15 of 40: those with the most', None)
    """
    return f"{shown:,} of {known:,}: {chosen}" if shown < known else None


def themed(chart: alt.Chart | alt.LayerChart, words: str | None = None) -> Any:  # noqa: ANN401 - altair's configured charts have no common type
    """A chart in the house's type and colours, without ornament; in words what is to be known of what it shows."""
    said = {"title": _said(words)} if words else {}
    return (
        chart.properties(background="transparent", autosize=_FIT, padding=_PADDING, **said)
        .configure(font=_FONT)
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=INK,
            titleColor=INK,
            gridColor=FAINT,
            domainColor=FAINT,
            tickColor=FAINT,
            labelFontSize=13,
            titleFontSize=13,
            titleFontWeight="normal",
            labelLimit=200,
            labelPadding=5,
        )
        .configure_legend(
            orient="top",
            title=None,
            offset=22,
            labelColor=INK,
            labelFontSize=13,
            symbolSize=90,
            columns=3,
            columnPadding=16,
            labelLimit=220,
        )
    )


def _said(words: str) -> alt.TitleParams:
    return alt.TitleParams([words], anchor="start", frame="bounds", fontSize=13, fontWeight="normal", color=SOFT)


def scaled(value: Any, column: Column) -> float:  # noqa: ANN401 - a number of any kind
    """A figure as a chart takes it: money in pounds."""
    return float(value) / column.in_a_pound if column.is_money else float(value)


def data(points: Sequence[Mapping[str, object]]) -> alt.InlineData:
    """Points for a chart."""
    return alt.InlineData(values=list(points))
