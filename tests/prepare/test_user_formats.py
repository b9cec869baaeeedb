"""Till formats as users write them, on files as their tills write them: each read plainly and carefully alike."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.prepare.readings import prepared
from tests.reference.reader import Reading, RefLine, RefSale
from tests.reference.sheets import TillFile
from tillroll.engine import Engine
from tillroll.formats.format_file import parse_format


class Case(NamedTuple):
    """A format, a file, and what is read: a text a sale, and the line and rule of each rejection."""

    toml: str
    text: str
    sales: list[str]
    rejections: list[tuple[int, str]] = []  # noqa: RUF012 - never changed
    name: str = "raw-data.csv"


BAKERY = """
name = "bakery"
grain = "line"
sale = ["ticket_number"]
branch = "Boulangerie"
[columns]
date = "date"
time = "time"
item = "article"
quantity = "Quantity"
unit_price = "unit_price"
[money]
decimal_mark = ","
"""
CHAIN = """
name = "chain"
grain = "line"
sale = ["transaction_id", "store_location"]
[columns]
date = "transaction_date"
time = "transaction_time"
branch = "store_location"
item = "product_detail"
quantity = "transaction_qty"
unit_price = "unit_price"
"""
KASSE = """
name = "kasse"
grain = "sale"
delimiter = ";"
width = 6
personal = [3]
[columns]
placed_at = 1
branch = 2
basket = 4
total = 5
tender = 6
[basket]
item_separator = "|"
price_separators = [" @ "]
sizes = ["Groß"]
[money]
decimal_mark = ","
[tender]
cash = ["Bar"]
card = ["EC-Karte"]
"""
BY_THREE = """
name = "by-three"
grain = "sale"
columns = { placed_at = 1, basket = 2, total = 3 }
branch = "Leeds"
"""
TICKETS = """
name = "tickets"
grain = "line"
sale = ["no"]
refund = ["R"]
[columns]
placed_at = "when"
branch = "shop"
till = "till"
item = "item"
net = "net"
total = "total"
tender = "paid"
event = "kind"
"""

CASES = {
    "prices with a decimal comma, quantities with a point, an index without a name": Case(
        BAKERY,
        ",date,time,ticket_number,article,Quantity,unit_price\n"
        '0,2021-01-02,08:38,150040.0,BAGUETTE,1.0,"0,90 €"\n'
        '1,2021-01-02,08:38,150040.0,PAIN AU CHOCOLAT,3.0,"1,20 €"\n'
        '4,2021-01-02,09:14,150041.0,PAIN,-1.0,"1,15 €"\n'
        '5,2021-01-02,09:15,150042.0,PAIN,1.0,"1,155"\n'
        '6,2021-01-02,09:15,,PAIN,1.0,"1,15"\n',
        [
            "2021-01-02 08:38 boulangerie: 1 BAGUETTE 90, 3 PAIN AU CHOCOLAT 360 = 450 unknown",
            "2021-01-02 09:14 boulangerie: -1 PAIN -115 = -115 unknown",
        ],
        [(5, "price"), (6, "columns")],
    ),
    "a sale by its number and its branch": Case(
        CHAIN,
        "transaction_id,transaction_date,transaction_time,transaction_qty,store_id,store_location,unit_price,product_detail\n"
        "1,2023-01-01,07:06:11,2,5,Lower Manhattan,3.0,Ethiopia Rg\n"
        "1,2023-01-01,07:08:56,2,8,Astoria,3.1,Chai Lg\n"
        " 1,2023-01-01, 07:09:00,1,5,Lower Manhattan ,2,Tea - Mint\n",
        [
            "2023-01-01 07:06 lower-manhattan: 2 Ethiopia Rg 600, 1 Tea (Mint) 200 = 800 unknown",
            "2023-01-01 07:08 astoria: 2 Chai Lg 620 = 620 unknown",
        ],
    ),
    "semicolons, bars between items, decimal commas": Case(
        KASSE,
        "25.08.2021 09:00;Köln;A Person;Groß Latte @ 1.234,50|Tee - Minze @ 2,10;1.236,60;Bar\n"
        '25.08.2021 09:01;"Köln";A Person;Tee @ 2,10;2,10;ec-karte;;\n'
        "25.08.2021 09:02;Köln;A Person;Tee @ 2.10;2.10;Bar\n"
        "25.08.2021 09:02;Köln;A Person;Tee @ 2,10;2,10;Scheck\n",
        [
            "2021-08-25 09:00 köln: 1 Groß Latte 123450, 1 Tee (Minze) 210 = 123660 cash",
            "2021-08-25 09:01 köln: 1 Tee 210 = 210 card",
        ],
        [(3, "price"), (4, "tender")],
    ),
    "dates of several words": Case(
        BY_THREE + 'time = { date_patterns = ["%d %b %Y"], time_patterns = ["%I.%M %p"] }',
        "05 OCT 2020 3.38 PM,Latte - 2.15,2.15\n"
        '5 Nov 2020 11.38 AM,"Latte - 2.15, Tea - 1.00",3.15\n'
        "5 Nov 2020,Tea - 1.00,1.00\n",
        [
            "2020-10-05 15:38 leeds: 1 Latte 215 = 215 unknown",
            "2020-11-05 11:38 leeds: 1 Latte 215, 1 Tea 100 = 315 unknown",
        ],
        [(3, "time")],
    ),
    "a date of one word that holds a T": Case(
        BY_THREE + 'time = { date_patterns = ["%d-%b-%Y"] }',
        "05-OCT-2020 15:38,Latte - 2.15,2.15\n05-NOV-2020 15:38,Tea - 1.00,1.00\n",
        [
            "2020-10-05 15:38 leeds: 1 Latte 215 = 215 unknown",
            "2020-11-05 15:38 leeds: 1 Tea 100 = 100 unknown",
        ],
    ),
    "months first": Case(
        BY_THREE + 'time = { date_order = "month_first" }',
        "08/09/2021 15:38,Latte - 2.15,2.15\n",
        ["2021-08-09 15:38 leeds: 1 Latte 215 = 215 unknown"],
    ),
    "a clock of another zone, in summer and in winter": Case(
        BY_THREE + 'time = { zone = "UTC" }',
        "2021-08-25T08:00:30,Latte - 2.15,2.15\n"
        "2021-01-25 08:00:30,Tea - 1.00,1.00\n"
        "2021-08-25 23:30,Tea - 1.00,1.00\n",
        [
            "2021-08-25 09:00 leeds: 1 Latte 215 = 215 unknown",
            "2021-01-25 08:00 leeds: 1 Tea 100 = 100 unknown",
            "2021-08-26 00:30 leeds: 1 Tea 100 = 100 unknown",
        ],
    ),
    "money in pence": Case(
        BY_THREE + 'money = { unit = "pence" }',
        '2021-08-25 08:00,"Latte - 215, Tea - 100",315\n'
        "2021-08-25 08:01,Latte - 2.15,2.15\n"
        "2021-08-25 08:02,Tea - 1,1\n",
        [
            "2021-08-25 08:00 leeds: 1 Latte 215, 1 Tea 100 = 315 unknown",
            "2021-08-25 08:02 leeds: 1 Tea 1 = 1 unknown",
        ],
        [(2, "price")],
    ),
    "triples with bars and decimal commas": Case(
        'delimiter = ";"\n'
        + BY_THREE
        + 'basket = { kind = "triples", item_separator = "|" }\nmoney = { decimal_mark = "," }',
        "2021-08-25 08:00;Large|Latte, iced|2,15||Tea - Mint|1,00;3,15\n2021-08-25 08:01;Large|Latte;2,15\n",
        ["2021-08-25 08:00 leeds: 1 Large Latte, iced 215, 1 Tea (Mint) 100 = 315 unknown"],
        [(2, "item")],
    ),
    "tabs between columns": Case(
        'delimiter = "\\t"\n' + BY_THREE,
        '2021-08-25 08:00\tLatte - 2.15\t2.15\n2021-08-25 08:00\t"Latte - 2.15" \t 2.15\n',
        ["2021-08-25 08:00 leeds: 1 Latte 215 = 215 unknown"] * 2,
    ),
    "a till, a total, a tender and refunds in a line a row": Case(
        TICKETS,
        "no,when,shop,till,item,net,total,paid,kind\n"
        "1,25/08/2021 09:01,Leeds,2,Latte,2.15,3.15,cash,S\n"
        "1,25/08/2021 09:00,Leeds,2,Tea,1.00,3.15,cash,S\n"
        "2,25/08/2021 09:00,Leeds,2,Tea,1.00,1.50,cash,S\n"
        "3,25/08/2021 09:05,Leeds,2,Tea,1.00,-1.00,cash,R\n"
        "4,25/08/2021 09:05,Leeds,,Tea,1.00,1.00,card,S\n"
        "5,25/08/2021 09:06,Leeds,2,Tea,1.00,2.00,cash,S\n"
        "5,25/08/2021 09:06,Leeds,2,Tea,free,2.00,cash,S\n",
        [
            "2021-08-25 09:00 leeds till 2: 1 Latte 215, 1 Tea 100 = 315 cash",
            "2021-08-25 09:05 leeds till 2: -1 Tea -100 = -100 cash",
            "2021-08-25 09:05 leeds: 1 Tea 100 = 100 card",
        ],
        [(4, "total_matches_lines"), (7, "sale"), (8, "total")],
    ),
    "digits as long as a card number where words are kept; bar codes stay": Case(
        TICKETS,
        "no,when,shop,till,item,net,total,paid,kind\n"
        "1,25/08/2021 09:00,Leeds,till 4111111111111111,Gift 4111 1111 1111 1111,2.15,2.15,cash,S\n"
        "2,25/08/2021 09:01,Leeds 4111111111111111,2,Crisps 5000159407236 - 4111-1111-1111-1111,1.00,1.00,cash,S\n",
        [
            "2021-08-25 09:00 leeds till till *************: 1 Gift ************* 215 = 215 cash",
            "2021-08-25 09:01 leeds-************* till 2: 1 Crisps 5000159407236 (*************) 100 = 100 cash",
        ],
    ),
    "the branch, the date's order and the till from the file's name": Case(
        'name = "named"\ngrain = "sale"\n'
        "columns = { placed_at = 1, basket = 2, total = 3 }\n"
        "file_name = '(?P<branch>[a-z]+)-(?P<date>\\d{8})-(?P<till>\\d)'\n",
        "9/5/2023 9:00,Latte - 2.15,2.15\n",
        ["2023-09-05 09:00 york till 4: 1 Latte 215 = 215 unknown"],
        name="york-20230905-4.csv",
    ),
}


def told(sale: RefSale) -> str:
    till = f" till {sale.till}" if sale.till else ""
    lines = ", ".join(line_told(line) for line in sale.lines)
    return f"{sale.placed_at:%Y-%m-%d %H:%M} {sale.branch_id}{till}: {lines} = {sale.total_pence} {sale.tender}"


def line_told(line: RefLine) -> str:
    name, flavour, size, quantity, _, _, net, _ = line
    return f"{quantity.normalize():f} {size + ' ' if size else ''}{name}{f' ({flavour})' if flavour else ''} {net}"


def read_as(reading: Reading) -> tuple[list[str], list[tuple[int, str]]]:
    return [told(sale) for sale in reading.sales], [(line, rule) for line, rule, _ in reading.rejections]


@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8], ids=["plainly", "carefully"])
@pytest.mark.parametrize("why", CASES)
def test_a_users_format_reads_its_file(engine: Engine, tmp_path: Path, why: str, mark: bytes) -> None:
    case = CASES[why]
    own = parse_format(case.toml, "own.toml")
    (reading,) = prepared(engine, [TillFile(case.name, mark + case.text.encode())], tmp_path, [own])
    assert reading.format == own.name
    assert read_as(reading) == (case.sales, case.rejections)


def test_files_of_many_formats_are_read_together(engine: Engine, tmp_path: Path) -> None:
    cases = list(CASES.values())
    formats = [
        parse_format(case.toml.replace('name = "by-three"', f'name = "by-{at}"'), "own.toml")
        for at, case in enumerate(cases)
    ]
    by_three = [at for at, case in enumerate(cases) if "by-three" in case.toml]
    chosen = [at for at in range(len(cases)) if at not in by_three[1:]]
    files = [TillFile(cases[at].name, cases[at].text.encode()) for at in chosen]
    found = prepared(engine, files, tmp_path, [formats[at] for at in chosen])
    assert [read_as(reading) for reading in found] == [(cases[at].sales, cases[at].rejections) for at in chosen]
