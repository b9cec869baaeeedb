"""What truly happened to a simulated chain: its answer key and its lists, read in plain Python for `truth`.

Two branches may have one name, so a branch is named here with its code, as in ``Newport (B004)``, as reports do where
another shares its name. `shown` takes it off where none does.
"""

import csv
import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from importlib import resources
from itertools import groupby
from pathlib import Path

from tests.reports.happened import Day, Filed, Line, Lost, Meaning, Sale, Shop, Truth
from tests.simulator.truth import Chain, Row

ALWAYS = (date(1, 1, 1), date(9999, 12, 31))
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DECADES_AHEAD = timedelta(days=28_000)
UNTOLD = ("encoding", "quote", "columns")
"""The rules of rows of which no cell can be told from another."""
WORDS = {
    "encoding": "the line holds bytes that are no text: save the file as UTF-8",
    "quote": "a quote is opened and not closed, or closed too early",
    "columns": "the row has the wrong number of columns",
    "time": "the date or time can't be read, is ambiguous, lies in the future or before 2000",
    "branch": "the branch is blank and the file's name gives none",
    "item": "an item of the basket has no name or no price",
    "price": "an item's price is no amount of money",
    "total": "the total is no amount of money",
    "total_matches_lines": "the total is not the sum of the lines: a comma between two items may be missing",
    "tender": "the payment is no word for cash, card or other that this till format knows",
    "sale": "another line of the same sale is rejected, so the whole sale is",
    "unreadable": "the file could not be read",
}
NOTHING_CAME = "no file has come"
NOT_READ = "a file came that can't be read"
Item = tuple[str, str, str]


def shown(name: str, among: Iterable[str]) -> str:
    """A branch as reports name it to who sees these."""
    is_shared = sum(_bare(other) == _bare(name) for other in among) > 1
    return name if is_shared else _bare(name)


def _bare(name: str) -> str:
    return re.sub(r" \([^()]*\)$", "", name)


def code_of(name: str) -> str:
    return name.rpartition(" ")[2].strip("()")


def truth_of(chain: Chain) -> Truth:
    """What happened to the chain, once all of its files are ingested in one run."""
    rows = _rows(chain.landing / "branches.csv")
    days = chain.key("select branch_code, branch, trading_date, is_expected, state, sales from branch_day")
    names = {row["code"]: _named(row) for row in rows}
    strays = {name: Shop(name) for code, name, *_ in days if not code}
    hours, unread = {row["code"]: row for row in rows}, _unread(chain)
    found = [_day(names.get(day[0]) or day[1], hours.get(day[0], {}), unread, day) for day in days]
    meanings = _meanings(chain.landing / "products.csv")
    shut = [
        (names.get(row["branch"], ""), row["region"], _date(row["from"], ALWAYS[0]), _date(row["to"], ALWAYS[1]))
        for row in _rows(chain.landing / "closures.csv")
    ]
    known = _shops(rows) | strays, found, _sales(chain, names), meanings, _lost(chain, names)
    return Truth(*known, shut, _costs(chain.landing / "products.csv"), _filed(chain, names))


def _named(row: Mapping[str, str]) -> str:
    return f"{row['name']} ({row['code']})"


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


# Branches and their days


def _shops(rows: Iterable[Mapping[str, str]]) -> dict[str, Shop]:
    """The branches of the list, which has a row for each owner of a branch."""
    shops: dict[str, Shop] = {}
    for row in rows:
        name = _named(row)
        owners = shops[name].owners if name in shops else ()
        span = _date(row["franchise_from"], ALWAYS[0]), _date(row["franchise_to"], ALWAYS[1])
        owner = ((row["franchise"], *span),) if row["franchise"] else ()
        opened, closed = (date.fromisoformat(row[key]) if row[key] else None for key in ("opened", "closed"))
        shops[name] = Shop(name, row["region"], (*owners, *owner), opened, closed, row["nation"])
    return shops


def _date(text: str, blank: date) -> date:
    return date.fromisoformat(text) if text else blank


def _day(name: str, hours: Mapping[str, str], unread: set[tuple[str, date]], row: Row) -> Day:
    """A branch-day. Of one that is shut or missing nothing is known, and of one that is held only what counts."""
    code, _, day, is_expected, state, sales = row
    is_known = state not in {"closed", "missing"} and (state != "held" or sales > 0)
    is_punctual = state not in {"late", "missing"} if is_expected else None
    opens, closes = _minutes(hours[WEEKDAYS[day.weekday()]]) if is_expected else (None, None)
    why = NOT_READ if (code, day) in unread else NOTHING_CAME
    reason = why if state == "missing" else None
    return Day(name, day, state, is_expected, is_known, is_punctual, opens, closes, reason)


def _minutes(text: str) -> tuple[int, int]:
    opens, closes = (60 * int(clock[:2]) + int(clock[3:]) for clock in text.split("-"))
    return opens, closes if closes > opens else closes + 24 * 60


# Sales


def _sales(chain: Chain, names: Mapping[str, str]) -> list[Sale]:
    """The sales that count: as they were made, or as a file tells them."""
    made = {row[0]: row for row in chain.key("from sale")}
    lines = _lines(chain)
    counted = [(row, row[5], row[8]) for row in made.values() if row[9]]
    counted += [(made[number], placed_at, pence) for number, placed_at, pence in chain.key("from retold")]
    return [
        Sale(names[row[1]], row[4], placed_at, row[6], row[7], _told(lines[row[0]], pence - row[8]))
        for row, placed_at, pence in counted
    ]


def _lines(chain: Chain) -> dict[int, tuple[Line, ...]]:
    lines = defaultdict(list)
    for number, _, name, flavour, size, quantity, gross, discount, *_ in chain.key(
        "from sale_line order by sale_no, line_no"
    ):
        lines[number].append(Line(name, flavour, size, int(quantity), gross, discount))
    return {number: tuple(found) for number, found in lines.items()}


def _told(lines: tuple[Line, ...], dearer: int) -> tuple[Line, ...]:
    """The lines of a sale of which a file tells the first item with another price."""
    first = replace(lines[0], gross_pence=lines[0].gross_pence + dearer)
    return (first, *lines[1:])


# Products


def _meanings(path: Path) -> Callable[[Line], Meaning]:
    """What items mean by the chain's list, else by the list that ships, else by that in any case."""
    with resources.as_file(resources.files("tillroll") / "data" / "products.csv") as shipped:
        lists = _by_item(_rows(path), str), _by_item(_rows(shipped), str), _by_item(_rows(shipped), str.casefold)

    @cache
    def meaning(item: Item) -> Meaning:
        keys = item, item, (item[0].casefold(), item[1].casefold(), item[2].casefold())
        found = (_match(key, known) for key, known in zip(keys, lists, strict=True))
        return next(filter(None, found), (item[0], "unmapped", False))

    return lambda line: meaning((line.name, line.flavour, line.size))


def _costs(path: Path) -> Callable[[Line], int | None]:
    """What one of an item costs the chain, by the chain's own list."""
    known = {(row["name"], row["flavour"], row["size"]): row["unit_cost"] for row in _rows(path)}

    @cache
    def cost(item: Item) -> int | None:
        name, flavour, size = item
        keys = item, (name, flavour, ""), (name, "", size), (name, "", "")
        found = next((known[key] for key in keys if key in known), "")
        return _pence_of(found) if found else None

    return lambda line: cost((line.name, line.flavour, line.size))


def _pence_of(pounds: str) -> int:
    whole, _, rest = pounds.partition(".")
    return 100 * int(whole) + int(f"{rest:0<2}")


def _by_item(rows: Sequence[Mapping[str, str]], fold: Callable[[str], str]) -> dict[Item, Meaning | None]:
    """The meanings by item; None where it has several."""
    found: dict[Item, Meaning | None] = {}
    for row in rows:
        item = fold(row["name"]), fold(row["flavour"]), fold(row["size"])
        meaning = row["product"], row["category"], row["is_coffee"] == "yes"
        found[item] = meaning if found.get(item, meaning) == meaning else None
    return found


def _match(item: Item, known: Mapping[Item, Meaning | None]) -> Meaning | None:
    """The most specific meaning: an empty flavour or size of the list is any."""
    name, flavour, size = item
    keys = item, (name, flavour, ""), (name, "", size), (name, "", "")
    return next((known[key] for key in keys if key in known), None)


# Files


def _lost(chain: Chain, names: Mapping[str, str]) -> list[Lost]:
    """Rejected rows by file and rule, and files that can't be read: of the branch-day that their fault befell."""
    lost = []
    files = {file: (fault, outcome) for file, fault, outcome in chain.key("select file, fault, outcome from file")}
    for file, rows in groupby(chain.key("from rejection order by file, rule, line_no"), lambda row: row[0]):
        fault, outcome = files.pop(file)
        told = [(rule if outcome != "unreadable" else outcome, line) for _, line, rule in rows]
        by_rule = {rule: [line for each, line in told if each == rule] for rule in dict(told)}
        lost += [_loss(chain, names, (file, fault), rule, lines) for rule, lines in by_rule.items()]
    unread = [(file, fault) for file, (fault, outcome) in files.items() if outcome == "unreadable"]
    return lost + [_loss(chain, names, fate, "unreadable", []) for fate in unread]


def _loss(chain: Chain, names: Mapping[str, str], fate: tuple[str, str], rule: str, lines: Sequence[int]) -> Lost:
    file, fault = fate
    code, day = _befallen(chain, fault)
    dated = day + DECADES_AHEAD if fault == "future" else day
    pence = 0 if rule in UNTOLD else sum(_totals(chain.landing / file, lines))
    return Lost(names[code], dated, file, rule, WORDS[rule], len(lines), pence)


def _filed(chain: Chain, names: Mapping[str, str]) -> list[Filed]:
    """The good rows of each document: a file, or several of the same bytes, of which the last is held or not."""
    told: dict[bytes, Filed] = {}
    for file, code, branch, day, rows, outcome in chain.key(
        "select file, branch_code, branch, trading_date, data_rows - rows_blank - rows_rejected, outcome "
        "from file where outcome <> 'unreadable' order by delivered_at, file"
    ):
        content = hashlib.sha256((chain.landing / file).read_bytes()).digest()
        first = told.get(content, Filed(names.get(code, branch), day, file, rows))
        told[content] = replace(first, is_held=outcome == "held")
    return list(told.values())


def _befallen(chain: Chain, fault: str) -> tuple[str, date]:
    """The branch, by code, and day that a fault befell; in a small chain none befalls two."""
    ((code, day),) = chain.key(
        f"select subject, from_date from planted where kind = 'fault' and starts_with(detail, '{fault}:')"
    )
    return code, day


def _totals(path: Path, lines: Sequence[int]) -> list[int]:
    """The pence of those lines of a till file whose total is an amount."""
    text = path.read_bytes().decode(errors="replace").splitlines() if lines else [""]
    head = next(csv.reader([text[0]]), [])
    places = [head.index("Net Sales")] if "Net Sales" in head else [4, 5]
    found = (_pence(next(csv.reader([text[line - 1]])), places) for line in lines)
    return [pence for pence in found if pence is not None]


def _pence(cells: Sequence[str], places: Iterable[int]) -> int | None:
    """The amount in one of the places: tills write the total before the payment, or after it."""
    amounts = (re.fullmatch(r"(-?)£?(\d+)(?:\.(\d{1,2}))?", cells[at]) for at in places)
    found = next(filter(None, amounts), None)
    return int(f"{found[1]}{found[2]}{(found[3] or ''):0<2}") if found else None


def _unread(chain: Chain) -> set[tuple[str, date]]:
    """The branches, by code, and days of which a file came that can't be read and says so by its name."""
    faults = {fault for (fault,) in chain.key("select fault from file where outcome = 'unreadable'")} - {"future"}
    return {_befallen(chain, fault) for fault in faults}
