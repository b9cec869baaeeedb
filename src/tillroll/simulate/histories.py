"""Faults of delivery: what else comes of a branch-day than its one whole file in time.

Every function gives the deliveries of one branch-day in their order; its docstring says what follows from the delivery
rules, and why.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from tillroll.simulate.deliveries import BranchDate, Delivery, TrueFile, TrueSale
from tillroll.simulate.versions import (
    POSITIONAL,
    Spoilt,
    Telling,
    Version,
    cell,
    cuts,
    genuine,
    genuine_delivery,
    later,
    minute_of,
    moved,
    nameless,
    of_sales,
    plain_name,
    told,
    until_deadline,
    with_cells,
)

_CENTURY = timedelta(days=28_000)
_MOST_SHIFT_MINUTES = 9
_BROKEN_AT = 12
_DASH_PRICE = re.compile(r"(?<= - )(\d+\.\d\d)(?=, |$)")
_DAY_MINUTES = 24 * 60


def whole_day(file: TrueFile, *deliveries: Delivery, state: str = "complete") -> Spoilt:
    """All of the file's sales count. What only a stream tells is provisional."""
    state = "provisional" if file.format == "stream" and state == "complete" else state
    return Spoilt(deliveries, state, tuple(sale.sold for sale in file.sales))


def day_of(file: TrueFile, version: Version, *deliveries: Delivery, state: str = "complete") -> Spoilt:
    """The good sales of one version count."""
    day = whole_day(file, *deliveries, state=state)
    return replace(day, counted=version.good)


# Nothing, or too late


def missing(_file: TrueFile, _rng: Random) -> Spoilt:
    """A day on which the branch should trade, and of which nothing comes, is missing."""
    return Spoilt((), "missing", ())


def late(file: TrueFile, rng: Random) -> Spoilt:
    """The only file holds the day's last sale and comes after the deadline, so the day is whole and late."""
    version = later(genuine(file), until_deadline(file) + _minutes(rng, 5, 2 * _DAY_MINUTES))
    return whole_day(file, version.delivery("loaded"), state="late")


def late_part(file: TrueFile, rng: Random) -> Spoilt:
    """The morning comes in time, but the part that holds the day's last sale does not: late."""
    morning, afternoon = _parts(file, rng)
    afternoon = later(afternoon, until_deadline(file) + _minutes(rng, 5, 2 * _DAY_MINUTES))
    return whole_day(file, morning.delivery("loaded"), afternoon.delivery("extended"), state="late")


# Parts


def partial(file: TrueFile, rng: Random) -> Spoilt:
    """Only the first rows come, and they end more than an hour before closing: partial."""
    version = _cut(file, rng, rng.choice(cuts(file)))
    return day_of(file, version, version.delivery("loaded"), state="partial")


def partial_then_whole(file: TrueFile, rng: Random) -> Spoilt:
    """The whole file shares all of the part's sales, so they are kin; it lacks none and adds the rest: extended."""
    early = later(_cut(file, rng, rng.choice(cuts(file))), timedelta(minutes=-10), " (broken off)")
    return whole_day(file, early.delivery("loaded"), genuine_delivery(file, "extended"))


def truncated_copy(file: TrueFile, rng: Random) -> Spoilt:
    """The copy's sales are all there already: contained, and the whole file goes on to stand."""
    copy = _cut(file, rng, rng.randrange(len(file.sales) // 4, len(file.sales)))
    copy = later(copy, _minutes(rng, 10, _DAY_MINUTES), " (1)")
    return whole_day(file, genuine_delivery(file), copy.delivery("contained"))


def parts(file: TrueFile, rng: Random) -> Spoilt:
    """Two parts without a sale or a minute in common are no kin, and neither lies among the other's sales: extended."""
    morning, afternoon = _parts(file, rng)
    return whole_day(file, morning.delivery("loaded"), afternoon.delivery("extended"))


def _cut(file: TrueFile, rng: Random, kept: int) -> Version:
    """The first sales; every other time with the beginning of the next row, too short to have its cells."""
    version = of_sales(file, file.sales[:kept])
    if kept == len(file.sales) or rng.randrange(2):
        return version
    broken = Telling((file.sales[kept].rows[0][:_BROKEN_AT],), None, ("columns",))
    return replace(version, tellings=(*version.tellings, broken), is_ended=False)


def _parts(file: TrueFile, rng: Random) -> tuple[Version, Version]:
    """Two parts that share no minute; the first comes as long after its last sale as the file after closing."""
    at = rng.choice(_seams(file.sales))
    morning, afternoon = of_sales(file, file.sales[:at]), of_sales(file, file.sales[at:])
    morning = later(morning, minute_of(file.sales[at - 1]) - file.closes_at, " (morning)")
    return morning, later(afternoon, timedelta(0), " (afternoon)")


def _seams(sales: Sequence[TrueSale]) -> list[int]:
    middle = range(len(sales) // 4, 3 * len(sales) // 4)
    return [at for at in middle if minute_of(sales[at - 1]) < minute_of(sales[at])]


def has_seam(file: TrueFile) -> bool:
    """Whether the file can be parted between two minutes, so that no minute is in both parts."""
    return bool(_seams(file.sales))


def has_cut(file: TrueFile) -> bool:
    """Whether the file can be cut so that the day is surely partial."""
    return len(cuts(file)) > 0


# The same again


def duplicate(file: TrueFile, rng: Random) -> Spoilt:
    """The same bytes under another name are the same document: duplicate."""
    copy = later(genuine(file), _minutes(rng, 1, 2 * _DAY_MINUTES), " (1)")
    return whole_day(file, genuine_delivery(file), copy.delivery("duplicate"))


def duplicate_saved_anew(file: TrueFile, rng: Random) -> Spoilt:
    """A copy with other line ends holds just the sales of a file that stands: duplicate."""
    copy = later(_other_bytes(file), _minutes(rng, 1, 2 * _DAY_MINUTES), " - Copy")
    return whole_day(file, genuine_delivery(file), copy.delivery("duplicate"))


def _other_bytes(file: TrueFile) -> Version:
    return replace(genuine(file), newline="\n" if file.newline == "\r\n" else "\r\n")


def renamed(file: TrueFile, _rng: Random) -> Spoilt:
    """The rows tell branch and day, so a name that tells neither does no harm."""
    return whole_day(file, replace(genuine(file), name=nameless(file)).delivery("loaded"))


def misnamed(file: TrueFile, rng: Random) -> Spoilt:
    """A name with another day warns and decides nothing: the rows' own dates count."""
    another_day = file.trading_date - timedelta(days=rng.randint(30, 700))
    name = plain_name(file, f" ({file.trading_date:%Y%m%d})", day=another_day)
    return whole_day(file, replace(genuine(file), name=name).delivery("loaded"))


# Corrections


def corrected(file: TrueFile, rng: Random) -> Spoilt:
    """A later version is kin and lacks sales inside its window: it alone speaks for the day."""
    correction = _correction(file, rng)
    return day_of(file, correction, genuine_delivery(file), correction.delivery("corrected"))


def returned(file: TrueFile, rng: Random) -> Spoilt:
    """The version that was corrected comes again: it is held, and the correction counts until a person decides."""
    correction = _correction(file, rng)
    old = later(rng.choice((genuine(file), _other_bytes(file))), _minutes(rng, 1200, 3000), " (2)")
    deliveries = (genuine_delivery(file), correction.delivery("corrected"), old.delivery("held"))
    return day_of(file, correction, *deliveries, state="held")


def torn_correction(file: TrueFile, rng: Random) -> Spoilt:
    """A later version with a rejected row withdraws nothing: it only adds the one sale that it prices anew."""
    at = rng.choice(list(_places_to_change(file)))
    spoilt, *dropped = rng.sample([other for other in _inner(file) if other != at], 3)
    new = _told_anew(file, file.sales[at])
    bad_row = with_cells(file, file.sales[spoilt].rows[0], {"total": "#VALUE!"})
    changes: dict[int, Telling | None] = {at: new, spoilt: Telling((bad_row,), None, ("total",))}
    correction = _changed(file, changes | dict.fromkeys(dropped), rng)
    day = whole_day(file, genuine_delivery(file), correction.delivery("extended"))
    return replace(day, counted=tuple(dict.fromkeys((*day.counted, *correction.good))))


def shrunk(file: TrueFile, rng: Random) -> Spoilt:
    """A later version that only lacks sales has nothing new: contained, until a person calls it a correction."""
    dropped = rng.sample(_inner(file), rng.randint(1, 3))
    copy = _changed(file, dict.fromkeys(dropped), rng)
    return whole_day(file, genuine_delivery(file), copy.delivery("contained"))


def _correction(file: TrueFile, rng: Random) -> Version:
    """A later version that lacks one to three sales and tells another anew: without that it would be contained."""
    at = rng.choice(list(_places_to_change(file)))
    dropped = rng.sample([other for other in _inner(file) if other != at], rng.randint(1, 3))
    changes: dict[int, Telling | None] = {at: _told_anew(file, file.sales[at])}
    return _changed(file, changes | dict.fromkeys(dropped), rng)


def _places_to_change(file: TrueFile) -> Iterator[int]:
    """Where a sale told anew is surely none that the file has, and lies inside its window."""
    taken, last = _taken(file), minute_of(file.sales[-1])
    for at in _inner(file):
        sale = file.sales[at]
        new = minute_of(sale) + _later_by(file), sale.pence + _dearer_by(file)
        if sale.pence > 0 and new not in taken and new[0] <= last:
            yield at


def _told_anew(file: TrueFile, sale: TrueSale) -> Telling:
    """The sale a penny dearer, or a minute later where its lines stand in several rows."""
    return repriced(file, sale) if file.format in POSITIONAL else moved(file, sale, sale.placed_at + _later_by(file))


def _later_by(file: TrueFile) -> timedelta:
    return timedelta(minutes=file.format not in POSITIONAL)


def _dearer_by(file: TrueFile) -> int:
    return int(file.format in POSITIONAL)


def can_change(file: TrueFile) -> bool:
    """Whether a sale of the file can be told anew."""
    return any(True for _ in _places_to_change(file))


def _taken(file: TrueFile) -> set[tuple[datetime, int]]:
    """Minute and pence of every sale: one that differs in them from all of these is surely another."""
    return {(minute_of(sale), sale.pence) for sale in file.sales}


def _inner(file: TrueFile) -> range:
    """Sales whose loss leaves the day's first and last minute where they are, so that the window stays whole."""
    return range(3, len(file.sales) - 3)


def _changed(file: TrueFile, changes: Mapping[int, Telling | None], rng: Random) -> Version:
    tellings = (changes.get(at, told(sale)) for at, sale in enumerate(file.sales))
    version = replace(genuine(file), tellings=tuple(telling for telling in tellings if telling))
    return later(version, _minutes(rng, 20, 1000), " (1)")


def repriced(file: TrueFile, sale: TrueSale) -> Telling:
    """The sale with its first item a penny dearer."""
    basket = cell(file, sale.rows[0], "basket")
    if file.format == "triples":
        size, name, price, *rest = basket.split(",")
        basket = ",".join((size, name, _dearer(price), *rest))
    else:
        basket = _DASH_PRICE.sub(lambda match: _dearer(match[0]), basket, count=1)
    sold = replace(sale.sold, pence=sale.pence + 1)
    return Telling((with_cells(file, sale.rows[0], {"basket": basket, "total": _pounds(sold.pence)}),), sold)


def _dearer(price: str) -> str:
    return _pounds(round(float(price) * 100) + 1)


def _pounds(pence: int) -> str:
    return f"{pence // 100}.{pence % 100:02d}"


# Other sales


def stranger(file: TrueFile, rng: Random) -> Spoilt:
    """A file without one sale of the day's file that lies among its sales may be another till's: held."""
    other = later(replace(genuine(file), tellings=tuple(_others(file, rng))), _minutes(rng, 1, 90), " (2)")
    return whole_day(file, genuine_delivery(file), other.delivery("held"), state="held")


def _others(file: TrueFile, rng: Random) -> Iterator[Telling]:
    """The sales of the middle of the day some minutes later, where the file has none of that minute and sum."""
    taken = _taken(file)
    for sale in file.sales[len(file.sales) // 5 : 4 * len(file.sales) // 5]:
        shift = _minutes(rng, 1, _MOST_SHIFT_MINUTES)
        if (minute_of(sale) + shift, sale.pence) not in taken:
            yield moved(file, sale, sale.placed_at + shift)


def unlisted(file: TrueFile, rng: Random) -> Spoilt:
    """Another file names a branch that the list does not have: its sales are held, and the listed branch is whole."""
    branch = f"{file.branch} Pop-up"
    rows = tuple(_at_branch(file, sale, branch) for sale in file.sales)
    other = replace(genuine(file), tellings=rows, name=plain_name(file, branch=branch))
    other = later(other, _minutes(rng, 1, 90))
    stray = replace(other.delivery("held"), tells_of=BranchDate("", branch, file.trading_date))
    return whole_day(file, genuine_delivery(file), stray)


def _at_branch(file: TrueFile, sale: TrueSale, branch: str) -> Telling:
    column = "Location" if file.format == "square" else "branch"
    return Telling(tuple(with_cells(file, row, {column: branch}) for row in sale.rows), sale.sold)


def future(file: TrueFile, _rng: Random) -> Spoilt:
    """A till whose clock is decades ahead: every row breaks the rule of time, so the file is unreadable."""
    name = plain_name(file, day=file.trading_date + _CENTURY)
    ahead = (moved(file, sale, sale.placed_at + _CENTURY) for sale in file.sales)
    tellings = tuple(replace(each, sold=None, rules=("time",) * len(each.rows)) for each in ahead)
    version = replace(genuine(file), tellings=tellings, name=name)
    return Spoilt((version.delivery("unreadable"),), "missing", ())


def _minutes(rng: Random, least: int, most: int) -> timedelta:
    return timedelta(minutes=rng.randint(least, most))
