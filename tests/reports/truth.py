"""Every report computed in plain Python from lists of what truly happened: no SQL, no mart, nothing of the package.

Each function takes a `Truth` and an `Ask` and gives the rows that the report of its name must give, in its order.
Rates are fractions: exact.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from statistics import median

from tests.reports.compared import COMPARED
from tests.reports.happened import (
    FEWEST,
    Ask,
    Day,
    Filed,
    K,
    Line,
    Lost,
    Rows,
    Sale,
    Truth,
    chosen,
    covered,
    descending,
    grouped,
    net,
    orders,
    orders_of,
    rate,
    sales_of,
    served_of,
    sold_of,
    units_of,
)
from tests.reports.shelves import SHELVES, open_span

FEWEST_PEERS, LARGEST_SHARE = 5, Fraction(2, 5)
FEWEST_MENU_DAYS = 28

# --- sales ---


def _takings(truth: Truth, ask: Ask, key: Callable[[Day], K]) -> dict[K, tuple[object, ...]]:
    """By group: net, gross, discount, refunds, orders, average spend, units, complete and expected days."""
    found = {}
    for group, days in grouped(chosen(truth, ask), key).items():
        if any(day.is_known for day in days):
            found[group] = (*_figures(ask, sold_of(truth, ask, days)), *covered(days))
        elif any(day.is_expected for day in days):
            found[group] = (*(None,) * 7, *covered(days))
    return found


def _figures(ask: Ask, sales: Sequence[Sale]) -> tuple[object, ...]:
    """By the hour only net sales and orders are known, of items net sales and units, by tender all but units."""
    sold = [line for sale in sales if not sale.is_refund for line in sale.lines]
    gross, discount = sum(line.gross_pence for line in sold), sum(line.discount_pence for line in sold)
    parts = (gross, discount, net(sale for sale in sales if sale.is_refund))
    return (
        net(sales),
        *((None,) * 3 if ask.daypart or ask.is_of_items else parts),
        orders_of(ask, sales),
        None if ask.is_of_items else rate(net(sales), orders(sales)),
        units_of(sales) if ask.has_units else None,
    )


def sales_by_branch(truth: Truth, ask: Ask) -> Rows:
    rows = [(name, truth.shops[name].region, *row) for name, row in _takings(truth, ask, lambda d: d.branch).items()]
    return sorted(rows, key=lambda row: (descending(row[2]), row[0]))


def sales_by_region(truth: Truth, ask: Ask) -> Rows:
    found = _takings(truth, ask, lambda day: truth.shops[day.branch].region)
    return sorted(((name, *row) for name, row in found.items()), key=lambda row: (descending(row[1]), row[0]))


def sales_by_franchise(truth: Truth, ask: Ask) -> Rows:
    found = _takings(truth, ask, lambda day: truth.shops[day.branch].owner(day.trading_date))
    return sorted(((name, *row) for name, row in found.items()), key=lambda row: (descending(row[1]), row[0]))


def sales_by_day(truth: Truth, ask: Ask) -> Rows:
    return sorted((day, *row) for day, row in _takings(truth, ask, lambda day: day.trading_date).items())


def average_spend(truth: Truth, ask: Ask) -> Rows:
    sales = sold_of(truth, ask, chosen(truth, ask))
    if not any(day.is_known for day in chosen(truth, ask)):
        return []
    units = units_of(sales) if ask.has_units else None
    if ask.is_of_items:
        return [(None, net(sales), None, None, units, None)]
    totals = [Fraction(sale.total_pence) for sale in sales if not sale.is_refund]
    middle = median(totals) if len(totals) >= FEWEST and ask.has_units else None
    spend, items = rate(net(sales), len(totals)), None if units is None else rate(units, len(totals))
    return [(len(totals), net(sales), spend, middle, units, items)]


def payment_mix(truth: Truth, ask: Ask) -> Rows:
    sales = served_of(truth, ask, chosen(truth, ask))
    pence, number = net(sales), orders(sales)
    rows: list[tuple[object, ...]] = []
    for tender, paid in grouped(sales, lambda sale: sale.tender).items():
        shares = (Fraction(net(paid), pence), Fraction(orders(paid), number)) if number >= FEWEST else (None, None)
        rows.append((tender, net(paid), shares[0], orders(paid), shares[1], rate(net(paid), orders(paid))))
    return sorted(rows, key=lambda row: (descending(row[1]), row[0]))


# --- products ---


def _sold(truth: Truth, ask: Ask, days: Iterable[Day]) -> dict[tuple[str, str], list[Line]]:
    """The lines of days by product and category, of the items asked for."""
    lines = (line for sale in sold_of(truth, ask, days) for line in sale.lines)
    return grouped(lines, lambda line: truth.meaning(line)[:2])


def _is_asked(key: tuple[str, str], ask: Ask) -> bool:
    return ask.product in {None, key[0]} and ask.category in {None, key[1]}


def _ranked(truth: Truth, ask: Ask, *, by_units: bool) -> Rows:
    days = [day for day in chosen(truth, ask) if day.is_whole]
    rows = []
    for key, lines in _sold(truth, ask, days).items():
        pence, units = sum(line.net_pence for line in lines), sum(line.quantity for line in lines)
        figures = (units, pence) if by_units else (pence, units)
        rows.append((*key, *figures, sum(line.gross_pence for line in lines)))
    rows.sort(key=lambda row: (-row[2], row[0], row[1]))
    return [(place, *row) for place, row in enumerate(rows, 1)][: ask.rows]


def top_grossing_products(truth: Truth, ask: Ask) -> Rows:
    return _ranked(truth, ask, by_units=False)


def most_demanded_products(truth: Truth, ask: Ask) -> Rows:
    return _ranked(truth, ask, by_units=True)


def best_and_worst_products(truth: Truth, ask: Ask) -> Rows:
    whole = [day for day in chosen(truth, ask) if day.is_whole]
    sold = _sold(truth, ask, whole)
    rows = []
    for key, menu in truth.menus.items():
        on_menu = (max(last for _, last in menu.values()) - min(first for first, _ in menu.values())).days + 1
        offered = [
            day
            for day in whole
            if day.branch in menu and menu[day.branch][0] <= day.trading_date <= menu[day.branch][1]
        ]
        if on_menu >= FEWEST_MENU_DAYS and len(offered) >= FEWEST and _is_asked(key, ask):
            pence = sum(line.net_pence for line in sold.get(key, []))
            rows.append((*key, Fraction(pence, len(offered)), pence, len(offered), on_menu))
    rows.sort(key=lambda row: (-row[2], row[0], row[1]))
    placed = [(place, *row) for place, row in enumerate(rows, 1)]
    return [row for row in placed if row[0] <= ask.rows or row[0] > len(placed) - ask.rows]


def coffees_by_week(truth: Truth, ask: Ask) -> Rows:
    rows: list[tuple[object, ...]] = []
    for week, days in grouped(chosen(truth, ask), lambda day: day.week).items():
        lines = [line for sale in sold_of(truth, ask, days) for line in sale.lines if truth.meaning(line)[2]]
        lines = [line for line in lines if ask.size in {None, line.size.capitalize()}]
        for product, found in grouped(lines, lambda line: truth.meaning(line)[0]).items():
            if ask.product in {None, product}:
                pence = sum(line.net_pence for line in found)
                rows.append((week, product, sum(line.quantity for line in found), pence, *covered(days)))
    return sorted(rows, key=lambda row: (row[0], descending(row[2]), row[1]))


def _value(truth: Truth, ask: Ask, key: Callable[[Day], date], counts: Callable[[Line], bool]) -> Rows:
    rows: list[tuple[object, ...]] = []
    for when, days in sorted(grouped(chosen(truth, ask), key).items()):
        lines = [line for sale in sold_of(truth, ask, days) for line in sale.lines if counts(line)]
        figures: tuple[object, ...] = (sum(line.net_pence for line in lines), sum(line.quantity for line in lines))
        if any(day.is_known or day.is_expected for day in days):
            is_known = any(day.is_known for day in days)
            rows.append((when, *(figures if is_known else (None, None)), *covered(days)))
    return rows


def hazelnut_by_week(truth: Truth, ask: Ask) -> Rows:
    def counts(line: Line) -> bool:
        product, _, is_coffee = truth.meaning(line)
        return is_coffee and (line.flavour.lower() == "hazelnut" or product == "Hazelnut latte")

    return _value(truth, ask, lambda day: day.week, counts)


def large_lattes_by_day(truth: Truth, ask: Ask) -> Rows:
    def counts(line: Line) -> bool:
        return truth.meaning(line)[0] == "Latte" and line.size.lower() == "large"

    return _value(truth, ask, lambda day: day.trading_date, counts)


# --- branches ---


def branches_by_size(truth: Truth, ask: Ask) -> Rows:
    rows = []
    for name, days in grouped(chosen(truth, ask), lambda day: day.branch).items():
        sales = sold_of(truth, ask, [day for day in days if day.is_whole])
        if any(day.is_whole for day in days):
            rows.append((name, truth.shops[name].region, net(sales), orders_of(ask, sales), *covered(days)))
    rows.sort(key=lambda row: (-row[2], row[0]))
    return [(place, *row) for place, row in enumerate(rows, 1)][: ask.rows]


def best_and_worst_branches(truth: Truth, ask: Ask) -> Rows:
    span = [day for day in truth.days if ask.first <= day.trading_date <= ask.last and day.is_whole]
    by_branch = grouped([day for day in span if _minutes(truth, day) > 0], lambda day: day.branch)
    hours = {name: Fraction(sum(_minutes(truth, day) for day in days), 60) for name, days in by_branch.items()}
    pence = {name: net(sales_of(truth, days)) for name, days in by_branch.items()}
    shown = {day.branch for day in chosen(truth, ask) if day.is_whole}
    rows = [_judged(truth, name, pence, hours) for name in by_branch if name in shown]
    ranked = sorted((row for row in rows if row[2] is not None), key=lambda row: (descending(row[2]), row[0]))
    withheld = sorted((row for row in rows if row[2] is None), key=lambda row: row[0])
    placed = [(place, *row) for place, row in enumerate(ranked, 1)]
    ends = [row for row in placed if row[0] <= ask.rows or row[0] > len(placed) - ask.rows]
    return [*ends, *((None, *row) for row in withheld[: ask.rows])]


def _minutes(truth: Truth, day: Day) -> int:
    opens, closes = open_span(truth, day)
    return closes - opens


def _judged(
    truth: Truth, name: str, pence: Mapping[str, int], hours: Mapping[str, Fraction]
) -> tuple[str, str, Fraction | None, Fraction | None, Fraction | None, int, Fraction, int]:
    region = truth.shops[name].region
    peers = [
        other for other in pence if other != name and truth.shops[other].region == region and hours[other] >= FEWEST
    ]
    own = pence[name] / hours[name] if hours[name] >= FEWEST else None
    largest = max((pence[other] for other in peers), default=0)
    is_told = len(peers) >= FEWEST_PEERS and largest <= LARGEST_SHARE * sum(pence[other] for other in peers)
    middle = median(pence[other] / hours[other] for other in peers) if is_told else None
    times = own / middle if own is not None and middle else None
    return name, region, times, own, middle, len(peers), hours[name], pence[name]


def _top(truth: Truth, ask: Ask, key: Callable[[Day], date]) -> Rows:
    rows: list[tuple[object, ...]] = []
    whole = [day for day in chosen(truth, ask) if day.is_whole]
    for when, days in sorted(grouped(whole, key).items()):
        taken = [
            (-net(sales := sold_of(truth, ask, own)), name, orders_of(ask, sales), len(own))
            for name, own in grouped(days, lambda day: day.branch).items()
        ]
        pence, name, number, complete = min(taken)
        rows.append((when, name, truth.shops[name].region, -pence, number, complete, len(taken)))
    return rows


def top_branch_by_week(truth: Truth, ask: Ask) -> Rows:
    return _top(truth, ask, lambda day: day.week)


def top_branch_by_day(truth: Truth, ask: Ask) -> Rows:
    return _top(truth, ask, lambda day: day.trading_date)


# --- files ---


def files_by_branch(truth: Truth, ask: Ask) -> Rows:
    rows: list[tuple[object, ...]] = []
    states = ("complete", "late", "partial", "held", "provisional", "missing")
    for name, days in grouped(chosen(truth, ask), lambda day: day.branch).items():
        expected = [day for day in days if day.is_expected]
        told = [day for day in expected if day.is_punctual is not None]
        if expected:
            counts = Counter(day.state for day in expected)
            punctual = rate(sum(day.is_punctual is True for day in told), len(told))
            found = tuple(counts[state] for state in states)
            rows.append((name, truth.shops[name].region, len(expected), *found, punctual))
    return sorted(rows, key=lambda row: (descending(row[8]), row[0]))


def missing_days(truth: Truth, ask: Ask) -> Rows:
    found = [day for day in chosen(truth, ask) if day.state == "missing"]
    shop = truth.shops
    rows: list[tuple[object, ...]] = [
        (d.trading_date, d.branch, shop[d.branch].region, shop[d.branch].owner(d.trading_date), d.reason) for d in found
    ]
    return sorted(sorted(rows, key=lambda row: str(row[1])), key=lambda row: str(row[0]), reverse=True)


def errors_in_files(truth: Truth, ask: Ask) -> Rows:
    lost = _lost(truth, ask)
    rows: list[tuple[object, ...]] = []
    for (branch, rule), found in grouped(lost, lambda each: (each.branch, each.rule)).items():
        files = len({each.file for each in found})
        figures = (sum(each.rows for each in found), sum(each.pence for each in found))
        rows.append((branch, truth.shop(branch).region, rule, found[0].meaning, files, *figures))
    return sorted(rows, key=lambda row: (descending(row[5]), row[0], row[2]))


def _lost(truth: Truth, ask: Ask) -> list[Lost]:
    return [each for each in truth.lost if ask.takes(truth.shop(each.branch), each.trading_date)]


def row_acceptance(truth: Truth, ask: Ask) -> Rows:
    filed = [each for each in truth.filed if ask.takes(truth.shops[each.branch], each.trading_date)]
    lost = [each for each in _lost(truth, ask) if each.rule != "unreadable"]
    shares, losses = grouped(filed, lambda each: each.branch), grouped(lost, lambda each: each.branch)
    rows = [_accepted(truth, name, shares.get(name, []), losses.get(name, [])) for name in {*shares, *losses}]
    return sorted(rows, key=lambda row: (row[7] is None, row[7], row[0]))


def _accepted(
    truth: Truth, name: str, shares: Sequence[Filed], lost: Sequence[Lost]
) -> tuple[str, str, int, int, int, int, int, Fraction | None, str | None]:
    files = {*(each.file for each in shares), *(each.file for each in lost)}
    held = sum(each.rows for each in shares if each.is_held)
    accepted, rejected = sum(each.rows for each in shares) - held, sum(each.rows for each in lost)
    total, rules = accepted + held + rejected, Counter[str]()
    for each in lost:
        rules[each.rule] += each.rows
    reasons = ", ".join(f"{rule} {rows}" for rule, rows in sorted(rules.items(), key=lambda pair: (-pair[1], pair[0])))
    share = Fraction(accepted, total) if name and total >= FEWEST else None
    return name, truth.shop(name).region, len(files), total, accepted, held, rejected, share, reasons or None


# --- what figures rest on ---


def basis(truth: Truth, ask: Ask) -> tuple[int, int, datetime | None, tuple[tuple[str, int], ...]]:
    """Complete and expected branch-days, the newest sale, and the branches of which days are missing."""
    days = chosen(truth, ask)
    newest = max((sale.placed_at for sale in sales_of(truth, days)), default=None)
    missing = Counter(day.branch for day in days if day.state == "missing")
    return *covered(days), newest, tuple(sorted(missing.items(), key=lambda pair: (-pair[1], pair[0])))


REPORTS: Mapping[str, Callable[[Truth, Ask], Rows]] = {
    function.__name__.replace("_", "-"): function
    for function in (
        *(sales_by_branch, sales_by_region, sales_by_franchise, sales_by_day, average_spend, payment_mix),
        *(top_grossing_products, most_demanded_products, best_and_worst_products, coffees_by_week),
        *(hazelnut_by_week, large_lattes_by_day, branches_by_size, best_and_worst_branches),
        *(top_branch_by_week, top_branch_by_day, files_by_branch, missing_days, errors_in_files),
        row_acceptance,
        *COMPARED,
        *SHELVES,
    )
}
"""Every report that has a truth of its own, by name."""
