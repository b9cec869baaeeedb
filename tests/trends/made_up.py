"""A chain's pairs of days, made up in plain Python without the simulator: trade that is less well-behaved than its own.

Orders scatter as counts do and a branch's luck lasts for days. The chain has a season, weather that lasts, and bank
holidays that no calendar tells of. Some days are wild, some are missing, some weeks too, some branches are new. Trends
begin at once or come slowly.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from tillroll.report.trends.pairs import NOW_DAYS, WINDOWS, Key, Pair, Paired, Shop

LAST = date(2025, 6, 29)
DAYS = 119
REGIONS = 10
WEEKDAY = (0.9, 0.92, 0.95, 1.0, 1.1, 1.3, 0.8)


@dataclass(frozen=True)
class Trade:
    """What a branch sold on a day."""

    net: int
    orders: int
    units: float


@dataclass(frozen=True)
class MadeUp:
    """Pairs as the warehouse would give them, and what each branch was planted to do beside its region in 13 weeks."""

    paired: Paired
    planted: dict[str, float]


def made_up(seed: int, *, branches: int = 200, orders: int = 200, share: float = 0.0) -> MadeUp:
    """A chain in which this share of branches changes by 10 to 20%."""
    rng = Random(seed)
    chain, regions = _walk(rng, 0.03, 0.7), [_walk(rng, 0.02, 0.7) for _ in range(REGIONS)]
    for day in rng.sample(range(DAYS), 4):
        chain[day] += rng.choice((-0.5, 0.3))
    shops: dict[str, Shop] = {}
    pairs: dict[Key, list[Pair]] = {}
    planted: dict[str, float] = {}
    for number in range(branches):
        shop = _shop(rng, number)
        size = math.log1p(rng.choice((-1, 1)) * rng.uniform(0.1, 0.2)) if rng.random() < share else 0.0
        curve = _curve(rng, size)
        shops[shop.branch_id], planted[shop.branch_id] = shop, curve[1]
        common = [chain[day] + regions[number % REGIONS][day] + curve[0][day] for day in range(DAYS)]
        pairs |= dict(_pairs(shop, _trade(rng, common, orders)))
    return MadeUp(Paired(LAST, shops, pairs), planted)


def _shop(rng: Random, number: int) -> Shop:
    first = LAST - timedelta(days=rng.randrange(60) if rng.random() < 0.03 else 1000)
    return Shop(f"b{number}", f"Branch {number}", f"Region {number % REGIONS}", None, number, first)


def _walk(rng: Random, scatter: float, memory: float) -> list[float]:
    """Luck that lasts: each day is so much like the one before."""
    found = [rng.gauss(0, scatter)]
    for _ in range(DAYS - 1):
        found.append(memory * found[-1] + rng.gauss(0, scatter * math.sqrt(1 - memory**2)))
    return found


def _curve(rng: Random, size: float) -> tuple[list[float], float]:
    """A change at once or slowly, between the four weeks then and those now; its mean change as a share."""
    begin, end = sorted(rng.sample(range(NOW_DAYS, DAYS - NOW_DAYS), 2))
    steps = [size * min(max((day - begin) / (end - begin), 0.0), 1.0) for day in range(DAYS)]
    return steps, math.expm1(size)


def _trade(rng: Random, common: list[float], orders: int) -> dict[int, Trade]:
    level, luck = orders * math.exp(rng.gauss(0, 0.4)), _walk(rng, 0.05, 0.3)
    gone = set(rng.sample(range(DAYS), 4))
    if rng.random() < 0.05:
        begin = rng.randrange(DAYS - 10)
        gone |= set(range(begin, begin + 10))
    found = {}
    for day in set(range(DAYS)) - gone:
        season, wild = 0.08 * math.sin(day / 60), rng.choice((-1.2, 1.0)) if rng.random() < 0.01 else 0.0
        mean = level * WEEKDAY[day % 7] * math.exp(common[day] + luck[day] + season + wild)
        count = max(round(rng.gauss(mean, math.sqrt(mean))), 5)
        units = count * 2.1 + rng.gauss(0, 1.1) * math.sqrt(count)
        found[day] = Trade(round(units * 230 + rng.gauss(0, 90) * math.sqrt(units)), count, units)
    return found


def _pairs(shop: Shop, trade: dict[int, Trade]) -> Iterator[tuple[Key, list[Pair]]]:
    for weeks in WINDOWS:
        days = range(DAYS - NOW_DAYS, DAYS)
        yield (
            (shop.branch_id, weeks),
            [_pair(day, trade[day], trade[day - 7 * weeks]) for day in days if _is_there(shop, trade, day, weeks)],
        )


def _is_there(shop: Shop, trade: dict[int, Trade], day: int, weeks: int) -> bool:
    then = LAST - timedelta(days=DAYS - 1 - day + 7 * weeks)
    return {day, day - 7 * weeks} <= set(trade) and then >= shop.first_day + timedelta(days=28)


def _pair(day: int, now: Trade, then: Trade) -> Pair:
    back = DAYS - 1 - day
    return Pair(LAST - timedelta(days=back), back, now.net, then.net, now.orders, then.orders, now.units, then.units)
