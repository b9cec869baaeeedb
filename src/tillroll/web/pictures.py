"""Drawings of single reports: heat map, intervals, bands, matrix, mix."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from tillroll.report import Answer, Column
from tillroll.web.axes import PHONE, bare_axis, name_axis, quiet_axis, upright_axis
from tillroll.web.charts import FAINT, HEAT, INK, ON_HEAT, SERIES, SOFT, TOLD, Drawing, data, of_all, themed
from tillroll.web.figures import WEEKDAYS, cell, day, with_sign
from tillroll.web.points import Point, points

_WEEK_BEGINS = 4
_MOST_SUBJECTS, _MOST_CATEGORIES = 12, 5
_CLASSES = ("star", "workhorse", "puzzle", "dog")


# Hours


def heat_map(answer: Answer) -> Drawing | None:
    """Weekdays beside each other, hours from 04:00 down, in steps of colour; a figure stands in each."""
    known = [each for each in points(answer) if each["orders_per_open_hour"] is not None]
    if not known:
        return None
    most = max(each["orders_per_open_hour"] for each in known)
    shown = [_heat_point(each, most) for each in known]
    hours = [f"{at % 24:02d}:00" for at in range(_WEEK_BEGINS, 24 + _WEEK_BEGINS)]
    present = {each["at"] for each in shown}
    return lambda width: _heat(shown, [hour for hour in hours if hour in present], width)


def _heat_point(each: Point, most: float) -> dict[str, Any]:
    value = each["orders_per_open_hour"]
    step = min(int(value / most * len(HEAT)), len(HEAT) - 1) if most else 0
    weekday = WEEKDAYS[int(each["weekday"]) - 1]
    told = f"{weekday}, {each['told_hour']}: {each['told_orders_per_open_hour']} orders per open branch-hour"
    return {
        "weekday": weekday,
        "at": f"{int(each['hour']):02d}:00",
        "step": step,
        "figure": f"{value:.0f}",
        "told": told,
    }


def _heat(shown: Sequence[Point], hours: Sequence[str], width: int) -> Any:  # noqa: ANN401 - of altair
    chart = alt.Chart(data(shown), width=width, height=alt.Step(24))
    x = alt.X("weekday:N", sort=list(WEEKDAYS), title=None, axis=bare_axis(orient="top", labelAngle=0))
    y = alt.Y("at:N", sort=list(hours), title=None, axis=bare_axis())
    colour = alt.Color("step:O", scale=alt.Scale(domain=list(range(len(HEAT))), range=list(HEAT)), legend=None)
    cells = chart.mark_rect(cornerRadius=2).encode(x=x, y=y, color=colour, description=TOLD)
    dark = alt.ColorValue(INK, condition={"test": alt.datum.step >= len(HEAT) // 2, "value": ON_HEAT})
    figures = chart.mark_text(fontSize=12, aria=False).encode(x=x, y=y, text=alt.Text("figure:N"), color=dark)
    return themed(cells + figures)


def hours(answer: Answer) -> Drawing | None:
    """Columns by the hour, from 04:00: orders per open branch-hour."""
    return _by_hour(answer, "orders_per_open_hour", "Orders per open branch-hour")


def orders(answer: Answer) -> Drawing | None:
    """Columns by the hour, from 04:00: all orders."""
    return _by_hour(answer, "orders", "Orders")


def _by_hour(answer: Answer, value: str, title: str) -> Drawing | None:
    shown = [
        {
            value: each[value],
            "at": f"{int(each['hour']):02d}",
            "told": f"{each['told_hour']}: {each[f'told_{value}']}",
        }
        for each in sorted(points(answer), key=lambda each: (each["hour"] - _WEEK_BEGINS) % 24)
        if each[value] is not None
    ]
    return (lambda width: _columns(shown, width, value, title)) if shown else None


def _columns(shown: Sequence[Point], width: int, value: str, title: str) -> Any:  # noqa: ANN401 - of altair
    y = alt.Y(f"{value}:Q", title=title, axis=upright_axis())
    x = alt.X("at:N", sort=None, title="Hour from", axis=bare_axis(labelAngle=0))
    chart = alt.Chart(data(shown), width=width, height=200)
    return themed(chart.mark_bar(color=SERIES[0], width={"band": 0.7}).encode(x=x, y=y, description=TOLD))


# Trends and peers


def branch_intervals(answer: Answer) -> Drawing | None:
    """Change against peers with its interval, of those that stand out most."""
    return _intervals(answer, "branch", "against_peers", "Change against peers")


def region_intervals(answer: Answer) -> Drawing | None:
    """Change of the chain and of each region with its interval."""
    return _intervals(answer, "area", "change", "Change", "change_at_least", "change_at_most")


def product_intervals(answer: Answer) -> Drawing | None:
    """Change of each product against all that is sold with its interval, of those that stand out most."""
    return _intervals(answer, "product", "against_all", "Change against all that is sold")


def _intervals(
    answer: Answer, subject: str, value: str, title: str, low: str = "at_least", high: str = "at_most"
) -> Drawing | None:
    known = [each for each in points(answer) if each[value] is not None and each[low] is not None]
    if not known:
        return None
    places = _places(known, subject)
    for each in known:
        each["subject"] = _subject(each, subject, places)
    ranked = sorted(known, key=lambda each: -abs(each[value]))
    every = list(dict.fromkeys(each["subject"] for each in ranked))
    names = every[:_MOST_SUBJECTS]
    shown = [_interval(each, value, low, high) for each in known if each["subject"] in names]
    words = of_all(len(names), len(every), "those that stand out most")
    return lambda width: _interval_chart(shown, names, title, words, width)


def _places(known: Sequence[Point], subject: str) -> Mapping[str, set[Any]]:
    """Of each name the categories of the products, or the regions of the branches, that are called so."""
    found: dict[str, set[Any]] = defaultdict(set)
    for each in known:
        found[each[subject]].add(each.get(_where(subject)))
    return found


def _where(subject: str) -> str:
    return "category" if subject == "product" else "region"


def _subject(each: Point, subject: str, places: Mapping[str, set[Any]]) -> str:
    """A name; where it is shared, of a branch with its region and of a product with its category."""
    name = str(each[subject])
    return f"{name}, {each[_where(subject)]}" if len(places[name]) > 1 else name


def _interval(each: Point, value: str, low: str, high: str) -> dict[str, Any]:
    told = f"{each['subject']}, {each['weeks']:.0f} weeks: {each[f'told_{value}']} ({each[f'told_{low}']} to "
    span = f"{each['weeks']:.0f} weeks"
    return {
        "subject": each["subject"],
        "value": each[value],
        "low": each[low],
        "high": each[high],
        "span": span,
        "told": f"{told}{each[f'told_{high}']})",
    }


def _interval_chart(shown: Sequence[Point], names: Sequence[str], title: str, words: str | None, width: int) -> Any:  # noqa: ANN401 - of altair
    chart = alt.Chart(data(shown), width=width, height=38 * len(names))
    y = alt.Y("subject:N", sort=list(names), title=None, axis=name_axis(width))
    apart = alt.YOffset("span:N", sort=["4 weeks", "13 weeks"])
    spans = alt.Scale(domain=["4 weeks", "13 weeks"], range=[SERIES[4], SERIES[0]])
    colour = alt.Color("span:N", scale=spans)
    axis = quiet_axis(format="+.0%", tickCount=4)
    rules = chart.mark_rule(strokeWidth=3, opacity=0.55, aria=False).encode(
        y=y, yOffset=apart, x=alt.X("low:Q", title=title, axis=axis), x2=alt.X2("high:Q"), color=colour
    )
    dots = chart.mark_point(filled=True, size=70, opacity=1).encode(
        y=y, yOffset=apart, x=alt.X("value:Q"), color=colour, description=TOLD
    )
    zero = alt.Chart(data([{"zero": 0}])).mark_rule(color=SOFT, aria=False).encode(x=alt.X("zero:Q"))
    return themed(zero + rules + dots, words)


def bands(answer: Answer) -> Drawing | None:
    """Each branch beside the middle half of its peers, those furthest from the median first."""
    known = [each for each in points(answer) if each["median_pence_per_open_hour"]]
    if not known:
        return None
    ratio = "net_pence_per_open_hour", "median_pence_per_open_hour"
    ranked = sorted(known, key=lambda each: -abs(each[ratio[0]] - each[ratio[1]]))[:_MOST_SUBJECTS]
    words = of_all(len(ranked), len(known), "those that are furthest from their peers")
    places = _places(known, "branch")
    shown = [
        {
            "branch": _subject(each, "branch", places),
            "own": each["net_pence_per_open_hour"],
            "low": each["low_pence_per_open_hour"],
            "high": each["high_pence_per_open_hour"],
            "middle": each["median_pence_per_open_hour"],
            "told": f"{each['branch']}: {each['told_net_pence_per_open_hour']}; the middle half of its peers takes "
            f"{each['told_low_pence_per_open_hour']} to {each['told_high_pence_per_open_hour']}",
        }
        for each in ranked
    ]
    return lambda width: _band_chart(shown, words, width)


def _band_chart(shown: Sequence[Point], words: str | None, width: int) -> Any:  # noqa: ANN401 - of altair
    chart = alt.Chart(data(shown), width=width, height=alt.Step(26))
    y = alt.Y("branch:N", sort=None, title=None, axis=name_axis(width))
    x = alt.X("low:Q", title="Net sales per open hour, £", axis=quiet_axis())
    band = chart.mark_bar(color=FAINT, height=12, aria=False).encode(y=y, x=x, x2=alt.X2("high:Q"))
    middle = chart.mark_tick(color=SOFT, thickness=2, height=12, aria=False).encode(y=y, x=alt.X("middle:Q"))
    dots = chart.mark_point(color=SERIES[0], filled=True, size=80, opacity=1).encode(
        y=y, x=alt.X("own:Q"), description=TOLD
    )
    return themed(band + middle + dots, words)


# Growth


def bridge(answer: Answer) -> Drawing | None:
    """The total of a year earlier, what each step adds or takes away from there, and the total that it comes to."""
    before, *steps, now = points(answer)
    reached, shown = before["net_pence"], [_span_of(before, 0, before["net_pence"], 0)]
    money = next(column for column in answer.report.columns if column.name == "net_pence")
    for each in steps:
        told = with_sign(each["net_pence"] * money.in_a_pound, money)
        shown.append(_span_of(each, reached, reached + each["net_pence"], 1 if each["net_pence"] >= 0 else 2, told))
        reached += each["net_pence"]
    shown.append(_span_of(now, 0, now["net_pence"], 0))
    return lambda width: _bridge_chart(shown, width)


def _span_of(each: Point, begin: float, end: float, kind: int, told: str | None = None) -> dict[str, Any]:
    words = f"{each['step']}: {told or each['told_net_pence']}"
    return {"step": each["step"], "begin": begin, "end": end, "kind": kind, "told": words}


def _bridge_chart(shown: Sequence[Point], width: int) -> Any:  # noqa: ANN401 - of altair
    chart = alt.Chart(data(shown), width=width, height=alt.Step(30))
    colour = alt.Color("kind:O", scale=alt.Scale(domain=[0, 1, 2], range=[SOFT, SERIES[0], SERIES[1]]), legend=None)
    return themed(
        chart.mark_bar(height={"band": 0.7}).encode(
            y=alt.Y("step:N", sort=None, title=None, axis=name_axis(width)),
            x=alt.X("begin:Q", title="Net sales, £", axis=quiet_axis()),
            x2=alt.X2("end:Q"),
            color=colour,
            description=TOLD,
        )
    )


# Days


def days(answer: Answer) -> Drawing | None:
    """Each day's net sales, and in dashes what is typical of it."""
    known = [each for each in points(answer) if each["typical_pence"] is not None]
    shown = [
        {
            "day": row["trading_date"],
            "now": row["net_pence"],
            "typical": row["typical_pence"],
            "told": f"{row['told_trading_date']}: {row['told_net_pence']}, typical {row['told_typical_pence']}, "
            f"change {row['told_change']}",
        }
        for row in known
    ]
    return (lambda width: _day_chart(shown, width)) if len(shown) > 1 else None


def _day_chart(shown: Sequence[Point], width: int) -> Any:  # noqa: ANN401 - of altair
    chart = alt.Chart(data(shown), width=width, height=200)
    x = alt.X(
        "day:T",
        title=None,
        axis=alt.Axis(
            format="%a %-d %b", grid=False, labelFlush=True, labelSeparation=12, tickCount=4 if width < PHONE else 6
        ),
    )
    scale = alt.Scale(zero=False, nice=True)
    y = alt.Y("now:Q", title="Net sales, £; typical in dashes", axis=upright_axis(), scale=scale)
    usual = chart.mark_line(color=SOFT, strokeWidth=1.5, strokeDash=[5, 4], aria=False).encode(
        x=x, y=alt.Y("typical:Q")
    )
    line = chart.mark_line(color=SERIES[0], strokeWidth=2, aria=False).encode(x=x, y=y)
    dots = chart.mark_point(color=SERIES[0], filled=True, size=45, opacity=1).encode(x=x, y=y, description=TOLD)
    return themed(usual + line + dots)


# Products


def matrix(answer: Answer) -> Drawing | None:
    """Products by how popular they are and what they bring an order; the most bought of each class is named."""
    known = [each for each in points(answer) if each["class"] and each["penetration"]]
    ranked = sorted(known, key=lambda each: -each["orders"])
    named = {each["class"]: each for each in reversed(ranked)}
    shown = [
        {
            "product": each["product"],
            "named": each["product"] if each is named[each["class"]] else "",
            "class": each["class"],
            "x": each["penetration"],
            "y": each["net_pence_per_order"],
            "told": f"{each['product']}: {each['class']}, in {each['told_penetration']} of orders, "
            f"{each['told_net_pence_per_order']} an order",
        }
        for each in ranked
        if each["net_pence_per_order"] is not None
    ]
    return (lambda width: _matrix_chart(shown, width)) if shown else None


def _matrix_chart(shown: Sequence[Point], width: int) -> Any:  # noqa: ANN401 - of altair
    chart = alt.Chart(data(shown), width=width, height=300)
    x = alt.X(
        "x:Q",
        title="Share of orders that have it",
        scale=alt.Scale(type="log", nice=False, padding=12),
        axis=quiet_axis(format="~%"),
    )
    y = alt.Y("y:Q", title="Net sales an order, £", scale=alt.Scale(zero=False), axis=upright_axis())
    kinds = [name for name in _CLASSES if name in {each["class"] for each in shown}]
    colours = [SERIES[(2, 0, 4, 1)[_CLASSES.index(name)]] for name in kinds]
    shapes = [("triangle-up", "circle", "square", "diamond")[_CLASSES.index(name)] for name in kinds]
    one_row = alt.Legend(columns=len(_CLASSES), offset=30)
    dots = chart.mark_point(filled=True, size=80, opacity=1).encode(
        x=x,
        y=y,
        color=alt.Color("class:N", scale=alt.Scale(domain=kinds, range=colours), legend=one_row),
        shape=alt.Shape("class:N", scale=alt.Scale(domain=kinds, range=shapes), legend=one_row),
        description=TOLD,
    )
    if width < PHONE:
        return themed(dots)
    names = chart.mark_text(align="right", dx=-8, fontSize=12, color=INK, aria=False).encode(
        x=x, y=y, text=alt.Text("named:N")
    )
    return themed(dots + names)


def mix(answer: Answer) -> Drawing | None:
    """Each week's sales by category."""
    rows = [each for each in points(answer) if each["share_of_week"] is not None]
    weeks = list(dict.fromkeys(each["week_from"] for each in rows))
    names = list(dict.fromkeys(each["category"] for each in rows))[:_MOST_CATEGORIES]
    shown = [
        {
            "week": day(_week(answer, week)),
            "category": each["category"] if each["category"] in names else "other",
            "share": each["share_of_week"],
        }
        for each in rows
        for week in [each["week_from"]]
    ]
    kinds = [*names, "other"] if any(each["category"] == "other" for each in shown) else names
    parts = [_part(shown, day(_week(answer, week)), kind, at) for week in weeks for at, kind in enumerate(kinds)]
    return (lambda width: _mix_chart(parts, kinds, width)) if len(weeks) > 1 else None


def _part(shown: Sequence[Point], week: str, kind: str, place: int) -> dict[str, Any]:
    """A category's share of a week, and where it stands among the others."""
    share = sum(each["share"] for each in shown if each["week"] == week and each["category"] == kind)
    told = f"{week}: {kind}, {cell(share, Column('share', 'share'))} of the week’s net sales"
    return {"week": week, "category": kind, "share": share, "place": place, "told": told}


def _week(answer: Answer, text: str) -> Any:  # noqa: ANN401 - a date
    return next(row[0] for row in answer.rows if row[0].isoformat() == text)


def _mix_chart(shown: Sequence[Point], kinds: Sequence[str], width: int) -> Any:  # noqa: ANN401 - of altair
    chart = alt.Chart(data(shown), width=width, height=alt.Step(34))
    colours = [*SERIES[:_MOST_CATEGORIES], SOFT][: len(kinds)]
    return themed(
        chart.mark_bar(height={"band": 0.75}).encode(
            y=alt.Y("week:N", sort=None, title=None, axis=bare_axis()),
            x=alt.X("share:Q", title="Share of the week’s net sales", axis=quiet_axis(format="%")),
            color=alt.Color(
                "category:N",
                scale=alt.Scale(domain=list(kinds), range=colours),
                sort=list(kinds),
                legend=alt.Legend(columns=2 if width < PHONE else 3),
            ),
            order=alt.Order("place:Q"),
            description=TOLD,
        )
    )
