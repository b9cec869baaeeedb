"""Products, baskets, hours, peers and files in plain Python. See `truth`."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from hashlib import md5
from itertools import permutations

from tests.reports.happened import (
    FEWEST,
    PARTS,
    Ask,
    Day,
    Line,
    Rows,
    Sale,
    Truth,
    chosen,
    covered,
    daypart,
    descending,
    grouped,
    net,
    orders,
    rate,
    sales_of,
    served_of,
    sold_of,
)

FEWEST_PEERS, LARGEST_SHARE = 5, Fraction(2, 5)
BASKET_ORDERS, BASKET_DAYS, WEEK_DAYS, NEW_DAYS = 20_000, 28, 7, 28
PRIME = 2**31 - 1
DAYPARTS = (*PARTS, "evening")
Product = tuple[str, str]


def _whole(truth: Truth, ask: Ask) -> list[Day]:
    return [day for day in chosen(truth, ask) if day.is_whole]


def _product(truth: Truth, line: Line) -> Product:
    product, category, _ = truth.meaning(line)
    return product, category


def _lines(truth: Truth, ask: Ask, days: Iterable[Day]) -> list[Line]:
    """The lines of those days, of the items asked for."""
    return [line for sale in sold_of(truth, ask, days) for line in sale.lines]


def _sum(lines: Iterable[Line]) -> tuple[int, int]:
    found = list(lines)
    return sum(line.net_pence for line in found), sum(line.quantity for line in found)


def share(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


# --- sales ---


def gross_to_net(truth: Truth, ask: Ask) -> Rows:
    days = chosen(truth, ask)
    sales = [sale for sale in sales_of(truth, days) if ask.tender in {None, sale.tender}]
    sold = [line for sale in sales if not sale.is_refund for line in sale.lines]
    if not any(day.is_known for day in days):
        return []
    gross, discount = sum(line.gross_pence for line in sold), sum(line.discount_pence for line in sold)
    refund = net(sale for sale in sales if sale.is_refund)
    shares = [share(part, gross) if orders(sales) >= FEWEST else None for part in (discount, refund)]
    return [(gross, discount, refund, net(sales), *shares, orders(sales), *covered(days))]


def sales_by_daypart(truth: Truth, ask: Ask) -> Rows:
    sales = served_of(truth, replace(ask, daypart=None), chosen(truth, ask))
    parts = grouped(sales, lambda sale: daypart(sale.placed_at.hour))
    rows: list[tuple[object, ...]] = []
    for name in (each for each in DAYPARTS if each in parts and ask.daypart in {None, each}):
        pence, number = net(parts[name]), orders(parts[name])
        of_all = share(pence, net(sales)) if orders(sales) >= FEWEST else None
        rows.append((name, pence, of_all, number, rate(pence, number)))
    return rows


def sales_by_size(truth: Truth, ask: Ask) -> Rows:
    lines = _lines(truth, ask, chosen(truth, ask))
    all_units = _sum(lines)[1]
    rows: list[tuple[object, ...]] = []
    for size, found in grouped(lines, lambda line: line.size.capitalize()).items():
        pence, units = _sum(found)
        rows.append((size, units, rate(units, all_units), pence, rate(pence, units)))
    return sorted(rows, key=lambda row: (descending(row[1]), row[0]))


def products_by_branch(truth: Truth, ask: Ask) -> Rows:
    rows = []
    for name, days in grouped(_whole(truth, ask), lambda day: day.branch).items():
        lines = _lines(truth, ask, days)
        in_all = _sum(lines)
        for key, found in grouped(lines, lambda line: _product(truth, line)).items():
            pence, units = _sum(found)
            part = share(pence, in_all[0]) if in_all[1] >= FEWEST else None
            rows.append((name, truth.shops[name].region, *key, pence, units, part, covered(days)[0]))
    rows.sort(key=lambda row: (-row[4], row[0], row[2], row[3]))
    return [(place, *row) for place, row in enumerate(rows, 1)][: ask.rows]


def product_mix_by_week(truth: Truth, ask: Ask) -> Rows:
    rows: list[tuple[object, ...]] = []
    for week, days in grouped(_whole(truth, ask), lambda day: day.week).items():
        lines = _lines(truth, ask, days)
        in_all = _sum(lines)
        for key, found in grouped(lines, lambda line: _product(truth, line)).items():
            pence, units = _sum(found)
            rows.append((week, *key, pence, share(pence, in_all[0]) if in_all[1] >= FEWEST else None, units))
    return sorted(rows, key=lambda row: (row[0], descending(row[3]), row[1], row[2]))


def abc_classes(truth: Truth, ask: Ask) -> Rows:
    first_sold = {key: min(first for first, _ in menu.values()) for key, menu in truth.menus.items()}
    part = replace(ask, product=None, category=None)
    lines = [line for sale in sold_of(truth, part, _whole(truth, ask)) for line in sale.lines]
    pence = {key: _sum(found)[0] for key, found in grouped(lines, lambda line: _product(truth, line)).items()}
    new = {key for key in pence if (ask.last - first_sold[key]).days + 1 < NEW_DAYS}
    rows: list[tuple[object, ...]] = []
    for category, keys in sorted(grouped(pence, lambda key: key[1]).items()):
        ranked = sorted(keys, key=lambda key: (-pence[key], key))
        rows += _classed(category, [(key[0], pence[key]) for key in ranked if key not in new])
        rows += [(category, None, key[0], "N", pence[key], None, None) for key in ranked if key in new]
    return [row for row in rows if ask.product in {None, row[2]} and ask.category in {None, row[0]}]


def _classed(category: str, ranked: Sequence[tuple[str, int]]) -> list[tuple[object, ...]]:
    total, before, rows = sum(pence for _, pence in ranked), 0, []
    for place, (product, pence) in enumerate(ranked, 1):
        name = "A" if 100 * before < 80 * total else "B" if 100 * before < 95 * total else "C"
        before += pence
        parts = (Fraction(pence, total), Fraction(before, total)) if total > 0 else (None, None)
        rows.append((category, place, product, name, pence, *parts))
    return rows


# --- baskets ---


def _baskets(truth: Truth, ask: Ask) -> list[dict[Product, list[Line]]]:
    """The orders that baskets are read from, each by its products."""
    found = [sale for _, sales in basket_days(truth, ask) for sale in sales]
    return [grouped(sale.lines, lambda line: _product(truth, line)) for sale in found]


def basket_days(truth: Truth, ask: Ask) -> list[tuple[Day, list[Sale]]]:
    """The branch-days that baskets are read from, with their orders."""
    whole = [(day, [sale for sale in sales_of(truth, [day]) if not sale.is_refund]) for day in _whole(truth, ask)]
    by_date = grouped(whole, lambda each: each[0].trading_date)
    newest: list[tuple[Day, list[Sale]]] = []
    for when in sorted(by_date, reverse=True):
        age = (max(by_date) - when).days
        if age < WEEK_DAYS or (age < BASKET_DAYS and _orders_of(newest) < BASKET_ORDERS):
            newest += by_date[when]
    drawn: list[tuple[Day, list[Sale]]] = []
    for each in sorted(newest, key=lambda each: draw_of(each[0])):
        if _orders_of(drawn) < BASKET_ORDERS:
            drawn.append(each)
    return drawn


def _orders_of(days: Sequence[tuple[Day, list[Sale]]]) -> int:
    return sum(len(sales) for _, sales in days)


def draw_of(day: Day) -> tuple[int, int]:
    """The place of a branch-day among those that are drawn from, of a branch whose id is its name."""
    branch_id = "-".join(day.branch.casefold().split())
    branch_no = int(md5(branch_id.encode(), usedforsecurity=False).hexdigest()[:10], 16)
    day_id = branch_no * 4_000_000 + (day.trading_date - date.min).days
    return (day_id * 742_938_285 % PRIME) ** 2 % PRIME, day_id


def _joint(baskets: Sequence[dict[Product, list[Line]]]) -> tuple[Counter[Product], Counter[tuple[Product, Product]]]:
    single = Counter(key for basket in baskets for key in basket)
    pairs = Counter(pair for basket in baskets for pair in permutations(basket, 2))
    return single, Counter({pair: number for pair, number in pairs.items() if number >= FEWEST})


def attach_rates(truth: Truth, ask: Ask) -> Rows:
    baskets = _baskets(truth, ask)
    single, joint = _joint(baskets)
    wanted = [pair for pair in joint if ask.names(*pair[0])]
    wanted.sort(key=lambda pair: (-joint[pair], pair[0][0], pair[1][0], pair[0][1], pair[1][1]))
    return [
        (
            *(one[0], other[0], Fraction(joint[one, other], single[one]), Fraction(single[other], len(baskets))),
            *(joint[one, other], single[one], len(baskets)),
        )
        for one, other in wanted[: ask.rows]
    ]


def affinity(truth: Truth, ask: Ask) -> Rows:
    baskets = _baskets(truth, ask)
    single, joint = _joint(baskets)
    is_both = ask.product is None and ask.category is None
    rows = []
    for (one, other), number in joint.items():
        if ask.names(*one) and (one < other or not is_both):
            lift = Fraction(number * len(baskets), single[one] * single[other])
            support, confidence = Fraction(number, len(baskets)), Fraction(number, single[one])
            rows.append((one[0], other[0], support, confidence, lift, number, len(baskets), one[1], other[1]))
    rows.sort(key=lambda row: (-row[4], row[0], row[1], row[7], row[8]))
    return [row[:7] for row in rows[: ask.rows]]


def menu_matrix(truth: Truth, ask: Ask) -> Rows:
    baskets = _baskets(truth, ask)
    lines: dict[Product, list[Line]] = defaultdict(list)
    for basket in baskets:
        for key, found in basket.items():
            lines[key] += found
    single = Counter(key for basket in baskets for key in basket)
    rows: list[tuple[object, ...]] = []
    for category, keys in sorted(grouped(lines, lambda key: key[1]).items()):
        number = sum(single[key] for key in keys)
        pence = sum(_sum(lines[key])[0] for key in keys)
        for key in sorted(keys, key=lambda key: (-single[key], key)):
            own = _sum(lines[key])[0]
            is_popular = 10 * single[key] * len(keys) >= 7 * number
            is_rich = own * number >= pence * single[key]
            name = {(True, True): "star", (True, False): "workhorse", (False, True): "puzzle", (False, False): "dog"}
            is_enough = single[key] >= FEWEST
            told = name[is_popular, is_rich] if is_enough else None
            margin = _margin(truth, lines[key], single[key]) if is_enough else None
            spread = rate(single[key], len(baskets)), rate(own, single[key]), margin
            if ask.names(*key):
                rows.append((key[0], category, told, single[key], *spread))
    return rows


def _margin(truth: Truth, lines: Sequence[Line], number: int) -> Fraction | None:
    costs = [truth.cost(line) for line in lines]
    if None in costs:
        return None
    spent = sum(line.quantity * (cost or 0) for line, cost in zip(lines, costs, strict=True))
    return Fraction(_sum(lines)[0] - spent) / number


# --- hours, peers, files ---


def open_span(truth: Truth, day: Day) -> tuple[int, int]:
    """The minutes between which a branch was open; by its sales where its hours are unknown."""
    if day.opens is not None and day.closes is not None:
        return day.opens, day.closes
    midnight = datetime(day.trading_date.year, day.trading_date.month, day.trading_date.day)
    hours = [int((sale.placed_at - midnight).total_seconds() // 3600) for sale in sales_of(truth, [day])]
    return (60 * min(hours), 60 * max(hours) + 60) if hours else (0, 0)


def _by_hour(truth: Truth, ask: Ask) -> tuple[Counter[tuple[int, int]], Counter[tuple[int, int]]]:
    """Open minutes and orders by weekday and hour."""
    minutes: Counter[tuple[int, int]] = Counter()
    sold: Counter[tuple[int, int]] = Counter()
    for day in _whole(truth, ask):
        opens, closes = open_span(truth, day)
        spans = {hour: min(closes, 60 * hour + 60) - max(opens, 60 * hour) for hour in range(48)}
        clock = {hour % 24 for hour, found in spans.items() if found > 0 and ask.daypart in {None, daypart(hour % 24)}}
        weekday = day.trading_date.isoweekday()
        minutes.update({(weekday, h % 24): found for h, found in spans.items() if found > 0 and h % 24 in clock})
        times = [sale.placed_at.hour for sale in served_of(truth, ask, [day]) if not sale.is_refund]
        sold.update((weekday, hour) for hour in times if hour in clock)
    return minutes, sold


def hours_by_weekday(truth: Truth, ask: Ask) -> Rows:
    minutes, sold = _by_hour(truth, ask)
    rows: list[tuple[object, ...]] = []
    for (weekday, hour), found in sorted(minutes.items()):
        hours = Fraction(found, 60)
        number = sold[weekday, hour]
        rows.append((weekday, hour, number / hours if hours >= FEWEST else None, number, hours))
    return rows


def busiest_hours(truth: Truth, ask: Ask) -> Rows:
    minutes, sold = _by_hour(truth, ask)
    rows: list[tuple[object, ...]] = []
    for hour, keys in grouped(minutes, lambda key: key[1]).items():
        hours, number = Fraction(sum(minutes[key] for key in keys), 60), sum(sold[key] for key in keys)
        rows.append((hour, number / hours if hours >= FEWEST else None, number, hours))
    return sorted(rows, key=lambda row: (descending(row[1]), row[0]))


def orders_by_hour(truth: Truth, ask: Ask) -> Rows:
    sold = Counter(sale.placed_at.hour for sale in served_of(truth, ask, chosen(truth, ask)) if not sale.is_refund)
    shown = {hour: sold[hour] for hour in sorted(sold) if ask.daypart in {None, daypart(hour)}}
    return [(hour, number, rate(number, sum(shown.values()))) for hour, number in shown.items()]


def peer_band(truth: Truth, ask: Ask) -> Rows:
    span = [day for day in truth.days if ask.first <= day.trading_date <= ask.last and day.is_whole]
    minutes: Counter[str] = Counter()
    pence: Counter[str] = Counter()
    for day in span:
        opens, closes = open_span(truth, day)
        if closes > opens:
            minutes[day.branch] += closes - opens
            pence[day.branch] += net(sales_of(truth, [day]))
    rows: list[tuple[object, ...]] = []
    for name in {day.branch for day in _whole(truth, ask)} & set(minutes):
        region = truth.shops[name].region
        peers = [
            other
            for other in minutes
            if other != name and truth.shops[other].region == region and minutes[other] >= 60 * FEWEST
        ]
        rates = sorted(Fraction(60 * pence[other], minutes[other]) for other in peers)
        total = sum(pence[other] for other in peers)
        is_shown = len(peers) >= FEWEST_PEERS and max(pence[other] for other in peers) <= LARGEST_SHARE * total
        band = [_quantile(rates, Fraction(part, 4)) if is_shown else None for part in (1, 2, 3)]
        own = Fraction(60 * pence[name], minutes[name]) if minutes[name] >= 60 * FEWEST else None
        rows.append((name, region, own, *band, len(peers)))
    return sorted(rows, key=lambda row: str(row[0]))


def _quantile(ordered: Sequence[Fraction], part: Fraction) -> Fraction:
    at = part * (len(ordered) - 1)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (at - low) * (ordered[high] - ordered[low])


def file_punctuality(truth: Truth, ask: Ask) -> Rows:
    told = [day for day in chosen(truth, ask) if day.is_expected and day.is_punctual is not None]
    rows = []
    for name, days in grouped(told, lambda day: day.branch).items():
        in_time = sum(day.is_punctual is True for day in days)
        figures = len(days), in_time, len(days) - in_time
        rows.append((Fraction(in_time, len(days)), name, truth.shops[name].region, *figures, rate(in_time, len(days))))
    return [row[1:] for row in sorted(rows, key=lambda row: (row[0], -row[5], row[1]))]


SHELVES = (
    *(gross_to_net, sales_by_daypart, sales_by_size, products_by_branch, product_mix_by_week, abc_classes),
    *(attach_rates, affinity, menu_matrix, hours_by_weekday, busiest_hours, orders_by_hour),
    *(peer_band, file_punctuality),
)
"""Reports of products, baskets, hours, peers and files."""
