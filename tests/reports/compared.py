"""Comparisons in plain Python: periods, what is typical, like-for-like and its bridge, peers. See `truth`."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cache
from math import log, sqrt

import holidays

from tests.reports.happened import (
    FEWEST,
    Ask,
    Day,
    K,
    Rows,
    Sale,
    Truth,
    chosen,
    counted,
    covered,
    descending,
    grouped,
    net,
    orders,
    orders_of,
    sales_of,
    sold_of,
    units_of,
)

WEEK = timedelta(weeks=1)
FEWEST_DAYS = 3
SUBDIVISIONS = {"england": "ENG", "wales": "WLS", "scotland": "SCT", "northern ireland": "NIR"}
Factors = tuple[Fraction, Fraction, Fraction]
"""Pence, orders and units."""
STUDENT = (1.959964, 2.372271, 2.822500, 2.555850)


def dates_of(ask: Ask) -> list[date]:
    return [ask.first + timedelta(days=at) for at in range((ask.last - ask.first).days + 1)]


def year_before(day: date) -> date | None:
    """364 days earlier, 371 across a 53rd week; a day of a 53rd week has none."""
    year, week, _ = day.isocalendar()
    if week == 53:
        return None
    return day - timedelta(days=371 if date(year - 1, 12, 28).isocalendar().week == 53 else 364)


def _earlier(ask: Ask) -> dict[date, date]:
    """Each date asked for, with the one that it is compared with."""
    if ask.against == "last-year":
        return {day: earlier for day in dates_of(ask) if (earlier := year_before(day))}
    return {day: day - timedelta(days=len(dates_of(ask))) for day in dates_of(ask)}


def _days_on(truth: Truth, ask: Ask, dates: Iterable[date]) -> list[Day]:
    """The branch-days on those dates that pass the other filters."""
    wanted = set(dates)
    span = replace(ask, first=min(wanted, default=ask.first), last=max(wanted, default=ask.last))
    return [day for day in chosen(truth, span) if day.trading_date in wanted]


def growth(now: float | Fraction | None, before: float | Fraction | None, number: float) -> Fraction | None:
    """The change; withheld under 30 of what was before."""
    if now is None or before is None or number < FEWEST or not before:
        return None
    return Fraction(now) / Fraction(before) - 1


# --- the period before, or the year ---


def _change(truth: Truth, ask: Ask, key: Callable[[Day, date], K]) -> dict[K, tuple[object, ...]]:
    earlier = _earlier(ask)
    dates = {before: day for day, before in earlier.items()}
    now = grouped(chosen(truth, ask), lambda day: key(day, day.trading_date))
    before = grouped(_days_on(truth, ask, dates), lambda day: key(day, dates[day.trading_date]))
    found: dict[K, tuple[object, ...]] = {}
    for group in {*now, *before}:
        (pence, number, _, complete), (then, number_then, base, complete_then) = (
            _taken(truth, ask, days.get(group, [])) for days in (now, before)
        )
        if pence is not None or then is not None:
            moved = None if pence is None or then is None else pence - then
            change = growth(pence, then, base)
            found[group] = (pence, then, moved, change, number, number_then, complete, complete_then)
    return found


def _taken(truth: Truth, ask: Ask, days: Sequence[Day]) -> tuple[int | None, int | None, int, int]:
    sales, complete = sold_of(truth, ask, days), covered(days)[0]
    if not any(day.is_known for day in days):
        return None, None, 0, complete
    return net(sales), orders_of(ask, sales), counted(ask, sales), complete


def _gains_first(rows: Iterable[tuple[object, ...]], at: int) -> Rows:
    return sorted(rows, key=lambda row: (descending(row[at]), row[0]))


def change_by_branch(truth: Truth, ask: Ask) -> Rows:
    found = _change(truth, ask, lambda day, _: day.branch)
    return _gains_first(((name, truth.shops[name].region, *row) for name, row in found.items()), 4)


def change_by_region(truth: Truth, ask: Ask) -> Rows:
    found = _change(truth, ask, lambda day, _: truth.shops[day.branch].region)
    return _gains_first(((name, *row) for name, row in found.items()), 3)


def change_by_franchise(truth: Truth, ask: Ask) -> Rows:
    found = _change(truth, ask, lambda day, _: truth.shops[day.branch].owner(day.trading_date))
    return _gains_first(((name, *row) for name, row in found.items()), 3)


def change_by_day(truth: Truth, ask: Ask) -> Rows:
    return sorted((when, *row) for when, row in _change(truth, ask, lambda _, when: when).items())


def change_by_product(truth: Truth, ask: Ask) -> Rows:
    spans = [day for day in chosen(truth, ask) if day.is_whole], _days_on(truth, ask, _earlier(ask).values())
    sold: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for side, days in enumerate(spans):
        for sale in sold_of(truth, ask, [day for day in days if day.is_whole]):
            for line in sale.lines:
                product, category, _ = truth.meaning(line)
                sold[product, category][side] += line.net_pence
                sold[product, category][2 + side] += line.quantity
    ranked = sorted(sold.items(), key=lambda item: (item[1][1] - item[1][0], item[0]))
    rows = [
        (place, *key, pence, before, pence - before, growth(pence, before, units_before), units, units_before)
        for place, (key, (pence, before, units, units_before)) in enumerate(ranked, 1)
    ]
    return [row for row in rows if row[0] <= ask.rows or row[0] > len(rows) - ask.rows]


# --- what is typical ---


def _typical(truth: Truth, ask: Ask) -> list[tuple[Day, list[Sale], Fraction, Fraction, Fraction]]:
    """Whole days with their sales, and the typical pence, orders and units; no orders are known of items."""
    usual = _usual(truth, ask)
    found = []
    for day in (day for day in chosen(truth, ask) if day.is_whole):
        times = _weeks_before(day)
        before = [sold_of(truth, ask, [usual[day.branch, at]]) for at in times if (day.branch, at) in usual]
        if len(before) >= FEWEST_DAYS:
            pence, number, units = (Fraction(sum(map(of, before)), len(before)) for of in (net, orders, units_of))
            found.append((day, sold_of(truth, ask, [day]), pence, number, units))
    return found


def _usual(truth: Truth, ask: Ask) -> dict[tuple[str, date], Day]:
    """The days that may be typical of others: whole ones that are no bank holiday, by branch and date."""
    wanted = {day - weeks * WEEK for day in dates_of(ask) for weeks in (1, 2, 3, 4)}
    whole = {(day.branch, day.trading_date): day for day in _days_on(truth, ask, wanted) if day.is_whole}
    return {key: day for key, day in whole.items() if not _is_holiday(truth.shops[key[0]].nation, key[1])}


def _weeks_before(day: Day) -> list[date]:
    return [day.trading_date - weeks * WEEK for weeks in (1, 2, 3, 4)]


def _is_holiday(nation: str, day: date) -> bool:
    return bool(nation) and day in _holidays_of(nation)


@cache
def _holidays_of(nation: str) -> holidays.HolidayBase:
    return holidays.country_holidays("GB", subdiv=SUBDIVISIONS[nation])


def _against_typical(truth: Truth, ask: Ask, key: Callable[[Day], K]) -> dict[K, tuple[object, ...]]:
    found: dict[K, tuple[object, ...]] = {}
    for group, days in grouped(_typical(truth, ask), lambda each: key(each[0])).items():
        pence, usual = sum(net(each[1]) for each in days), sum((each[2] for each in days), Fraction(0))
        base = sum(each[4] if ask.is_of_items else each[3] for each in days)
        number = orders_of(ask, [sale for each in days for sale in each[1]])
        found[group] = (pence, usual, growth(pence, usual, float(base)), number, len(days))
    return found


def versus_typical_by_day(truth: Truth, ask: Ask) -> Rows:
    return sorted((when, *row) for when, row in _against_typical(truth, ask, lambda day: day.trading_date).items())


def versus_typical_by_branch(truth: Truth, ask: Ask) -> Rows:
    found = _against_typical(truth, ask, lambda day: day.branch)
    return _gains_first(((name, truth.shops[name].region, *row) for name, row in found.items()), 4)


def versus_typical_causes(truth: Truth, ask: Ask) -> Rows:
    found = _typical(truth, ask)
    pence = sum((row[2] for row in found), Fraction(0))
    number = sum((row[3] for row in found), Fraction(0))
    units = sum((row[4] for row in found), Fraction(0))
    return _causes(_factors([sale for each in found for sale in each[1]]), (pence, number, units))


def key_figures_versus_typical(truth: Truth, ask: Ask) -> Rows:
    return [_key_figures(ask, row) for row in _typical_sums(truth, ask)]


def orders_by_hour_versus_typical(truth: Truth, ask: Ask) -> Rows:
    """Orders of all hours, open or not; those before are each day's part of its mean."""
    now, before = Counter[int](), defaultdict[int, Fraction](Fraction)
    usual, days = _usual(truth, ask), 0
    for day in (day for day in chosen(truth, ask) if day.is_whole):
        then = [usual[day.branch, at] for at in _weeks_before(day) if (day.branch, at) in usual]
        if len(then) >= FEWEST_DAYS:
            days += 1
            now.update(_hours_of(truth, day))
            for each in then:
                for hour, number in _hours_of(truth, each).items():
                    before[hour] += Fraction(number, len(then))
    return [(hour, now[hour], before[hour], now[hour] - before[hour], days) for hour in sorted({*now, *before})]


def _hours_of(truth: Truth, day: Day) -> Counter[int]:
    return Counter(sale.placed_at.hour for sale in sales_of(truth, [day]) if not sale.is_refund)


def orders_versus_typical(truth: Truth, ask: Ask) -> Rows:
    return _without_money(key_figures_versus_typical(truth, ask))


def orders_versus_last_year(truth: Truth, ask: Ask) -> Rows:
    return _without_money(key_figures_versus_last_year(truth, ask))


def _without_money(key_figures: Rows) -> Rows:
    """Columns of orders, those of items per order, and the branch-days."""
    return [(*row[3:6], *row[9:12], row[-1]) for row in key_figures]


def key_figures_versus_last_year(truth: Truth, ask: Ask) -> Rows:
    pairs = pairs_of(truth, ask)
    same = [pair for pair in pairs if pair.reason == IN]
    now = [sale for pair in same for sale in pair.now]
    then = [sale for pair in same for sale in pair.then]
    sums = [(Fraction(net(sales)), Fraction(orders(sales)), Fraction(units_of(sales))) for sales in (now, then)]
    return [_key_figures(ask, (sums[0], sums[1], len(same)))] if same else [(*(None,) * 15, 0)] if pairs else []


Sums = tuple[Fraction, Fraction, Fraction]


def _typical_sums(truth: Truth, ask: Ask) -> list[tuple[Sums, Sums, int]]:
    found = _typical(truth, ask)
    if not found:
        return []
    now = [sale for each in found for sale in each[1]]
    pence = sum((each[2] for each in found), Fraction(0))
    number = sum((each[3] for each in found), Fraction(0))
    units = sum((each[4] for each in found), Fraction(0))
    return [((Fraction(net(now)), Fraction(orders(now)), Fraction(units_of(now))), (pence, number, units), len(found))]


def _key_figures(ask: Ask, sums: tuple[Sums, Sums, int]) -> tuple[object, ...]:
    """Net sales, orders, spend, items per order and items: now, before and the change of each; then the branch-days."""
    (pence, number, units), (pence_before, number_before, units_before), days = sums
    if ask.is_of_items:
        moved, more = growth(pence, pence_before, float(units_before)), growth(units, units_before, float(units_before))
        return (int(pence), pence_before, moved, *(None,) * 9, units, units_before, more, days)
    enough = min(number, number_before) >= FEWEST
    spend, spend_before = _shares(enough, pence, number), _shares(enough, pence_before, number_before)
    has_units = enough and ask.has_units
    items, items_before = _shares(has_units, units, number), _shares(has_units, units_before, number_before)
    return (
        *(int(pence), pence_before, growth(pence, pence_before, float(number_before))),
        *(int(number), number_before, growth(number, number_before, float(number_before))),
        *(spend, spend_before, growth(spend, spend_before, FEWEST)),
        *(items, items_before, growth(items, items_before, FEWEST)),
        *((units, units_before, growth(units, units_before, float(number_before))) if ask.has_units else (None,) * 3),
        days,
    )


def _shares(is_enough: bool, value: Fraction, number: Fraction) -> Fraction | None:
    return value / number if is_enough else None


def so_far_today(truth: Truth, ask: Ask) -> Rows:
    today, before = (_days_on(truth, ask, [day]) for day in (ask.last, ask.last - WEEK))
    earlier = {day.branch: day for day in before if ask.last >= ask.first}
    rows: list[tuple[object, ...]] = []
    for day in today:
        sales, then = sales_of(truth, [day]), sales_of(truth, [earlier[day.branch]] if day.branch in earlier else [])
        if sales and then:
            until = max(sale.placed_at for sale in sales).replace(second=0)
            if earlier[day.branch].is_whole or max(sale.placed_at for sale in then) + WEEK >= until:
                rows.append(_so_far(truth, day, until, sales, then))
    return sorted(rows, key=lambda row: (descending(row[3]), row[0]))


def _so_far(truth: Truth, day: Day, until: datetime, sales: Sequence[Sale], then: Sequence[Sale]) -> tuple[object, ...]:
    then = [sale for sale in then if sale.placed_at.replace(second=0) + WEEK <= until]
    change = growth(net(sales), net(then), orders(then))
    place = day.branch, truth.shops[day.branch].region, f"{until:%H:%M}"
    return (*place, net(sales), net(then), change, orders(sales), orders(then))


# --- like-for-like ---


@dataclass(frozen=True)
class Pair:
    """A branch's date and its counterpart, with what is known of each."""

    branch: str
    reason: str
    now: Sequence[Sale]
    then: Sequence[Sale]

    @property
    def standing(self) -> str:
        return STANDINGS.get(self.reason, "excluded")


IN, YOUNG, TAKEN = "complete on both days", "open less than 28 days before", "taken over since"
GONE, GIVEN, SHUT = "closed since", "handed over since", "shut by plan on one of the days"
WEEK_53 = "a 53rd week has no counterpart"
STANDINGS = {IN: "like-for-like", YOUNG: "new", TAKEN: "new", GONE: "closed", GIVEN: "closed", SHUT: "refurbished"}


def pairs_of(truth: Truth, ask: Ask) -> list[Pair]:
    dates = {day: year_before(day) for day in dates_of(ask)}
    now = {(day.branch, day.trading_date): day for day in chosen(truth, ask)}
    before = _days_on(truth, ask, [day for day in dates.values() if day])
    forth = {earlier: day for day, earlier in dates.items() if earlier}
    then = {(day.branch, forth[day.trading_date]): day for day in before}
    found = []
    for branch, when in {*now, *then}:
        sides = now.get((branch, when)), then.get((branch, when))
        if any(side and side.state != "closed" for side in sides):
            reason = _reason(truth, branch, when, dates[when], *sides)
            found.append(Pair(branch, reason, *(sold_of(truth, ask, [side] if side else []) for side in sides)))
    return found


def _reason(truth: Truth, branch: str, when: date, earlier: date | None, now: Day | None, then: Day | None) -> str:
    shop = truth.shops[branch]
    if earlier is None:
        return WEEK_53
    is_handed_over = shop.owner(when) != shop.owner(earlier)
    shut = any(
        branch_too and first <= day <= last
        for name, region, first, last in truth.closures
        for branch_too in [name in {"", branch} and region in {"", shop.region}]
        for day in (when, earlier)
    )
    states = (f"{day.state if day else 'nothing expected'}" for day in (now, then))
    told = [
        (_opened(truth, branch) > earlier - timedelta(days=28), YOUNG),
        (is_handed_over and then is None, TAKEN),
        (shop.closed is not None and shop.closed < when, GONE),
        (is_handed_over and now is None, GIVEN),
        (now is not None and then is not None and now.is_whole and then.is_whole, IN),
        (shut, SHUT),
        (True, " now, ".join(states) + " a year earlier"),
    ]
    return next(reason for is_so, reason in told if is_so)


def _opened(truth: Truth, branch: str) -> date:
    """When a branch opened: as listed, or its first file, if that came a week after the chain's first or later."""
    if truth.shops[branch].opened:
        return truth.shops[branch].opened or date.min
    came = truth.first_came
    own = came.get(branch)
    return own if own and own > min(came.values()) + WEEK else date.min


def _sums(pairs: Iterable[Pair]) -> tuple[int, int]:
    found = list(pairs)
    return sum(net(pair.now) for pair in found), sum(net(pair.then) for pair in found)


def _base(ask: Ask, pairs: Iterable[Pair]) -> int:
    """What the growth of some pairs rests on."""
    return counted(ask, [sale for pair in pairs for sale in pair.then])


def like_for_like(truth: Truth, ask: Ask) -> Rows:
    pairs = pairs_of(truth, ask)
    same = [pair for pair in pairs if pair.reason == IN]
    now, then = _sums(same)
    figures = len({pair.branch for pair in same}), len(same), len(pairs) - len(same)
    return [(now, then, growth(now, then, _base(ask, same)), *figures)] if pairs else []


def like_for_like_by_branch(truth: Truth, ask: Ask) -> Rows:
    rows: list[tuple[object, ...]] = []
    for name, pairs in grouped(pairs_of(truth, ask), lambda pair: pair.branch).items():
        same = [pair for pair in pairs if pair.reason == IN]
        now, then = _sums(same)
        if same:
            change = growth(now, then, _base(ask, same))
            rows.append((name, truth.shops[name].region, now, then, change, len(same), len(pairs) - len(same)))
    return _gains_first(rows, 4)


def like_for_like_members(truth: Truth, ask: Ask) -> Rows:
    found = grouped(pairs_of(truth, ask), lambda pair: (pair.branch, pair.standing, pair.reason))
    return [
        (name, truth.shops[name].region, standing, reason, len(pairs), *_sums(pairs))
        for (name, standing, reason), pairs in sorted(found.items())
    ]


def growth_bridge(truth: Truth, ask: Ask) -> Rows:
    pairs = pairs_of(truth, ask)
    now, then = _sums(pairs)
    steps: list[tuple[object, ...]] = [(1, "a year earlier", then, len(pairs))]
    names = ("like-for-like", "new branches", "closed branches", "refurbished branches", "excluded for data")
    for place, name in enumerate(names, 2):
        own = [pair for pair in pairs if pair.standing == name.split(" ")[0]]
        pence = _sums(own)
        steps.append((place, name, pence[0] - pence[1], len(own)))
    assert then + sum(int(str(step[2])) for step in steps[1:]) == now
    return [*steps, (7, "the dates asked for", now, len(pairs))] if pairs else []


def like_for_like_causes(truth: Truth, ask: Ask) -> Rows:
    same = [pair for pair in pairs_of(truth, ask) if pair.reason == IN]
    now, then = [sale for pair in same for sale in pair.now], [sale for pair in same for sale in pair.then]
    return _causes(_factors(now), _factors(then))


def _causes(now: Factors, then: Factors) -> Rows:
    (pence, number, units), (pence_then, number_then, units_then) = now, then
    if min(number, number_then) < FEWEST or min(pence, pence_then, units, units_then) <= 0:
        return []
    ratios = {
        "traffic": number / number_then,
        "items per order": units * number_then / (number * units_then),
        "price and mix": pence * units_then / (units * pence_then),
        "net sales": pence / pence_then,
    }
    difference = pence - pence_then
    weight = difference / log(pence / pence_then) if difference else pence
    parts = {cause: Fraction(weight * log(ratio)) for cause, ratio in ratios.items()}
    return [
        (place, cause, ratio, parts[cause], parts[cause] / difference if difference else None)
        for place, (cause, ratio) in enumerate(ratios.items(), 1)
    ]


def _factors(sales: Sequence[Sale]) -> Factors:
    return Fraction(net(sales)), Fraction(orders(sales)), Fraction(units_of(sales))


def region_trend(truth: Truth, ask: Ask) -> Rows:
    """The chain is all of it, whichever branches are asked for."""
    by_branch, days = _in_pairs(truth, ask)
    of_chain = _in_pairs(truth, Ask(ask.first, ask.last))[0]
    chain = _ratio(of_chain.values())
    rows: list[tuple[object, ...]] = []
    for region, names in grouped(by_branch, lambda name: truth.shops[name].region).items():
        shown = {name: by_branch[name] for name in names}
        own = _ratio(shown.values())
        lead: tuple[Fraction | None, ...] = (None, None, None)
        if len(names) >= 5:
            half = _half_width(of_chain, shown, own, chain)
            lead = tuple(100 * (own[0] - chain[0] + Fraction(side * half)) for side in (0, -1, 1))
        rows.append((region, own[0] - 1, chain[0] - 1, *lead, len(names), sum(days[name] for name in names)))
    return _gains_first(rows, 3)


def _in_pairs(truth: Truth, ask: Ask) -> tuple[dict[str, tuple[int, int]], dict[str, int]]:
    """Pence of both years and number of the pairs that count, by branch."""
    same = [pair for pair in pairs_of(truth, ask) if pair.reason == IN]
    found = grouped(same, lambda pair: pair.branch)
    return {name: _sums(pairs) for name, pairs in found.items()}, {name: len(pairs) for name, pairs in found.items()}


def _ratio(sums: Iterable[tuple[int, int]]) -> tuple[Fraction, int]:
    found = list(sums)
    then = sum(each[1] for each in found)
    return Fraction(sum(each[0] for each in found), then) if then else Fraction(0), then


def _half_width(
    of_chain: Mapping[str, tuple[int, int]],
    shown: Mapping[str, tuple[int, int]],
    own: tuple[Fraction, int],
    chain: tuple[Fraction, int],
) -> float:
    pull = 0.0
    for name, (now, then) in of_chain.items():
        mine = (shown[name][0] - own[0] * shown[name][1]) / own[1] if name in shown else Fraction(0)
        pull += float(mine - (now - chain[0] * then) / chain[1]) ** 2
    free = len(shown) - 1
    spread: float = sum(part / free**power for power, part in enumerate(STUDENT))
    return sqrt(len(shown) / free * pull) * spread


COMPARED = (
    *(change_by_branch, change_by_region, change_by_franchise, change_by_day, change_by_product),
    *(versus_typical_by_day, versus_typical_by_branch, versus_typical_causes, so_far_today),
    *(like_for_like, like_for_like_by_branch),
    *(key_figures_versus_typical, orders_versus_typical, orders_by_hour_versus_typical),
    *(key_figures_versus_last_year, orders_versus_last_year),
    *(like_for_like_members, growth_bridge, like_for_like_causes, region_trend),
)
"""Reports that compare with other dates."""
