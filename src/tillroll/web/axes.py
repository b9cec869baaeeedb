"""The axes of charts: without lines or ticks, with letters that never touch."""

from collections.abc import Mapping
from typing import Any

import altair as alt

from tillroll.report import Column
from tillroll.web.figures import heading

PHONE = 500
"""A narrower chart is one for a phone."""
_APART: Mapping[str, Any] = {"labelOverlap": "parity", "labelSeparation": 10, "labelFlush": False}
"""The figures along an axis never touch: every other one is left out where there is no room."""


def bare_axis(**more: Any) -> alt.Axis:  # noqa: ANN401 - options of altair
    """An axis of names."""
    return alt.Axis(domain=False, ticks=False, grid=False, **more)


def name_axis(width: int) -> alt.Axis:
    """The names beside bars. On a phone they leave half of the width to these; what tells two apart stands below."""
    if width >= PHONE:
        return bare_axis(labelLimit=220)
    lifted = {"condition": {"test": "indexof(datum.value, ', ') > 0", "value": -6}, "value": 0}
    return bare_axis(labelLimit=165, labelExpr="split(datum.label, ', ')", labelLineHeight=13, labelOffset=lifted)


def quiet_axis(**more: Any) -> alt.Axis:  # noqa: ANN401 - options of altair
    """An axis of figures."""
    return alt.Axis(**{"domain": False, "ticks": False, "tickCount": 4, **_APART, **more})


def upright_axis() -> alt.Axis:
    """One whose title stands above it, to be read without turning the head."""
    return quiet_axis(titleAngle=0, titleAlign="left", titleAnchor="end", titleX=-45, titleY=-12)


def unit_axis(column: Column) -> alt.Axis:
    """One of a column, which tells its unit."""
    shown = {"share": "%"}.get(column.unit, ",.12~g")
    unit = "£" if column.is_money else {"share": "%"}.get(column.unit, column.unit)
    title = heading(column) if heading(column).lower() == unit else f"{heading(column)}, {unit}"
    return quiet_axis(format=shown, title=title)
