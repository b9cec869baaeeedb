"""Grafana's dashboards: panels over the statements in `deploy/grafana/sql`, which read the warehouse's marts.

`make docs` writes them. Every figure is one statement, whichever panels show it; Grafana's own words for the chosen
time and branches stand in the place of the statements' parameters.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SQL = Path(__file__).resolve().parent.parent / "deploy" / "grafana" / "sql"
SOURCE = {"type": "grafana-postgresql-datasource", "uid": "warehouse"}
WORDS: Mapping[str, str] = {
    "from_at": "$__timeFrom()",
    "to_at": "$__timeTo()",
    "branches": "${branch:sqlstring}",
}
"""What Grafana puts in the place of each parameter."""

_PARAMETER = re.compile(r"(?<!:):(\w+)")
_HEADER = re.compile(r"^-- title: (.+)$", re.MULTILINE)
_COLUMNS = 24


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel: a statement, and how it is shown. ``width`` is in columns, of which a row has 24."""

    statement: str
    kind: str
    width: int
    height: int
    unit: str = "none"
    decimals: int | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    alarm: float | None = None
    units: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Board:
    """A dashboard: its name, what it is about, and its panels in order."""

    uid: str
    title: str
    description: str
    panels: Sequence[Panel]
    span: str
    has_branches: bool


def text_of(statement: str) -> str:
    """A statement as it stands in its file."""
    return (SQL / f"{statement}.sql").read_text("utf-8")


def for_grafana(statement: str) -> str:
    """A statement without its header, with Grafana's words in the place of its parameters."""
    sql = "".join(line for line in text_of(statement).splitlines(keepends=True) if not line.startswith("--"))
    return _PARAMETER.sub(lambda match: WORDS[match[1]], sql)


def title_of(statement: str) -> str:
    """What a statement gives, with a capital."""
    (title,) = _HEADER.findall(text_of(statement))
    return f"{title[:1].upper()}{title[1:]}"


def _number(statement: str, unit: str = "none", decimals: int | None = None, alarm: float | None = None) -> Panel:
    return Panel(statement, "stat", 4, 4, unit, decimals, {"graphMode": "none", "colorMode": "value"}, alarm)


def _lines(statement: str, width: int, unit: str, units: Mapping[str, str] | None = None) -> Panel:
    return Panel(
        statement, "timeseries", width, 8, unit, options={"legend": {"displayMode": "list"}}, units=units or {}
    )


def _bars(
    statement: str, width: int, unit: str, *, across: bool = True, units: Mapping[str, str] | None = None
) -> Panel:
    options = {"orientation": "horizontal" if across else "vertical", "showValue": "never"}
    return Panel(statement, "barchart", width, 12 if across else 8, unit, options=options, units=units or {})


def _rows(statement: str, width: int, units: Mapping[str, str] | None = None) -> Panel:
    return Panel(statement, "table", width, 8, units=units or {})


_POUNDS = "currencyGBP"
CHAIN = Board(
    "tillroll-chain",
    "The chain",
    "What was sold. Every figure reads the marts; a day that nothing was sent for is not in it, and is not zero.",
    (
        _number("net_sales", _POUNDS, 0),
        _number("orders"),
        _number("average_spend", _POUNDS, 2),
        _number("items_per_order", "none", 2),
        _number("branches_reporting"),
        _number("documents_held", alarm=1),
        _lines("sales_by_day", 16, _POUNDS, {"orders": "none"}),
        Panel("sales_by_tender", "piechart", 8, 8, _POUNDS, options={"reduceOptions": {"values": True}}),
        _bars("sales_by_branch", 12, _POUNDS),
        _bars("sales_by_product", 12, _POUNDS, units={"units": "none"}),
        _bars("sales_by_hour", 12, _POUNDS, across=False, units={"orders": "none"}),
        _rows("held_days", 12),
    ),
    "now-28d",
    has_branches=True,
)
RUNS = Board(
    "tillroll-runs",
    "Files and runs",
    "What became of files, how long it took and what it cost. The warehouse's own logs tell it.",
    (
        _number("conservation", alarm=1),
        _number("row_acceptance", "percentunit", 2),
        _number("unfinished_runs", alarm=1),
        Panel("freshness", "stat", 12, 4, "s", 0, {"graphMode": "none", "reduceOptions": {"calcs": ["lastNotNull"]}}),
        _lines("run_seconds", 12, "s"),
        _bars("cost_by_day", 12, "none", across=False),
        _bars("outcomes", 8, "none"),
        _bars("rejections", 8, "none"),
        _bars("restated", 8, _POUNDS, across=False),
        _rows("waiting", 24),
        _rows("runs", 24, {"pounds_loaded": _POUNDS}),
    ),
    "now-7d",
    has_branches=False,
)
BOARDS = (CHAIN, RUNS)


def dashboard(board: Board) -> str:
    """A dashboard as the file that Grafana reads."""
    panels = [_panel(number, panel, place) for number, (panel, place) in enumerate(_placed(board.panels), start=1)]
    found = {
        "uid": board.uid,
        "title": board.title,
        "description": f"{board.description} Written by `make docs` from tools/grafana.py: change it there.",
        "tags": ["tillroll"],
        "timezone": "Europe/London",
        "weekStart": "monday",
        "editable": False,
        "schemaVersion": 41,
        "time": {"from": board.span, "to": "now"},
        "refresh": "5m",
        "templating": {"list": [_branches()] if board.has_branches else []},
        "panels": panels,
    }
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def _branches() -> dict[str, Any]:
    return {
        "name": "branch",
        "label": "Branch",
        "type": "query",
        "datasource": SOURCE,
        "query": for_grafana("branch_names"),
        "refresh": 1,
        "multi": True,
        "includeAll": True,
        "current": {"text": ["All"], "value": ["$__all"], "selected": True},
    }


def _placed(panels: Sequence[Panel]) -> Iterator[tuple[Panel, Mapping[str, int]]]:
    """The panels from left to right, in rows as high as their highest."""
    x = y = height = 0
    for panel in panels:
        if x + panel.width > _COLUMNS:
            x, y, height = 0, y + height, 0
        yield panel, {"x": x, "y": y, "w": panel.width, "h": panel.height}
        x, height = x + panel.width, max(height, panel.height)


def _panel(number: int, panel: Panel, place: Mapping[str, int]) -> dict[str, Any]:
    return {
        "id": number,
        "type": panel.kind,
        "title": title_of(panel.statement),
        "datasource": SOURCE,
        "gridPos": place,
        "fieldConfig": {"defaults": _defaults(panel), "overrides": [_override(*each) for each in panel.units.items()]},
        "options": dict(panel.options),
        "targets": [_target(panel)],
    }


def _defaults(panel: Panel) -> dict[str, Any]:
    steps: list[dict[str, Any]] = [{"color": "text", "value": None}]
    if panel.alarm is not None:
        steps.append({"color": "red", "value": panel.alarm})
    decimals = {} if panel.decimals is None else {"decimals": panel.decimals}
    thresholds = {"mode": "absolute", "steps": steps}
    return {"unit": panel.unit, **decimals, "color": {"mode": _colours(panel)}, "thresholds": thresholds}


def _colours(panel: Panel) -> str:
    return "thresholds" if panel.kind == "stat" else "palette-classic"


def _override(column: str, unit: str) -> dict[str, Any]:
    return {"matcher": {"id": "byName", "options": column}, "properties": [{"id": "unit", "value": unit}]}


def _target(panel: Panel) -> dict[str, Any]:
    shape = "time_series" if panel.kind == "timeseries" else "table"
    sql = for_grafana(panel.statement)
    return {"refId": "A", "datasource": SOURCE, "format": shape, "rawQuery": True, "editorMode": "code", "rawSql": sql}
