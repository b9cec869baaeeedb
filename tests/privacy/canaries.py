"""Made-up people in every place where a file could hold one: personal columns, and rows that are broken."""

import csv
import gzip
import io
import json
from itertools import count
from pathlib import Path

from tests.privacy.scan import Secrets
from tests.reference.sheets import SQUARE_HEADER

SQUARE_PERSONAL = (
    *("Customer ID", "Customer Name", "Customer Reference ID", "Employee", "Card Brand", "PAN Suffix"),
    *("Payment ID", "Token", "Notes", "Details", "Fulfillment Note"),
)
SQUARE_PLAIN = {
    "Date": "2021-08-25",
    "Item": "Latte",
    "Qty": "1.0",
    "Gross Sales": "$2.45",
    "Discounts": "$0.00",
    "Net Sales": "$2.45",
    "Tax": "$0.00",
    "Event Type": "Payment",
    "Location": "Ely",
}
SYLLABLES = ("quil", "zanth", "brov", "yxil", "worm", "plex", "thurn", "gwyx", "knob", "fjord")


class Canaries:
    """Names and card numbers, each used once."""

    def __init__(self) -> None:
        self.numbers = count(100)
        self.names: set[str] = set()
        self.cards: set[str] = set()

    def name(self) -> str:
        digits = [int(digit) for digit in str(next(self.numbers))]
        first, last = ("".join(SYLLABLES[digit] for digit in order) for order in (digits, digits[::-1]))
        self.names.add(f"{first.title()}a {last.title()}o")
        return f"{first.title()}a {last.title()}o"

    def card(self) -> str:
        card = f"4929{next(self.numbers)}00{next(self.numbers)}1234"
        self.cards.add(card)
        return card

    def both(self) -> str:
        return f"{self.name()} {self.card()}"

    @property
    def secrets(self) -> Secrets:
        return Secrets(frozenset(self.names), frozenset(self.cards))


def write_canaries(folder: Path) -> Secrets:
    """Files of every format with canaries; the secrets that they hold."""
    birds = Canaries()
    folder.mkdir()
    (folder / "leeds.csv").write_text(dash(birds))
    (folder / "york.csv").write_text(triples(birds))
    (folder / "stream.jsonl").write_text(stream(birds))
    (folder / "square.csv").write_text(square(birds))
    (folder / "six.csv").write_text(dash(birds).replace("Leeds,", ""))
    (folder / "broken.csv").write_bytes(broken_rows(birds).encode("cp1252") + b"\x81" + birds.name().encode() + b"\n")
    (folder / "letter.csv").write_text("".join(f"{birds.both()},and,{birds.both()}\n" for _ in range(9)))
    (folder / "header.csv").write_text(f"when,where,{birds.name()},{birds.both()},how\n" + dash(birds))
    (folder / "cut.csv.gz").write_bytes(gzip.compress(dash(birds).encode() * 50)[:-9])
    (folder / f"bath {birds.card()}.csv").write_text(dash(birds).replace("Leeds", "Bath"))
    return birds.secrets


def dash(birds: Canaries) -> str:
    rows = (
        f"25/08/2021 {hour:02d}:00,Leeds,{birds.name()},Latte - 2.45,2.45,CARD,{birds.card()}\n"
        for hour in range(9, 18)
    )
    return "".join(rows)


def triples(birds: Canaries) -> str:
    rows = (
        f'2021-08-25 {hour:02d}:00:07,York,{birds.name()},",Latte,2.45",CARD,2.45,"visa,{birds.card()}"\n'
        for hour in range(9, 18)
    )
    return "".join(rows)


def stream(birds: Canaries) -> str:
    rows = [["25/08/2021 10:00", "Hull", birds.name(), "Latte - 2.45", "2.45", "CARD", birds.card()] for _ in range(9)]
    broken = json.dumps(["25/08/2021 10:00", birds.both(), "more"])
    return "".join(json.dumps(row) + "\n" for row in rows) + broken + "\n" + broken[:-5] + "\n"


def square(birds: Canaries) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(SQUARE_HEADER)
    for number in range(9):
        cells = {
            **SQUARE_PLAIN,
            **{name: birds.both() for name in SQUARE_PERSONAL},
            "Time": f"{9 + number:02d}:00:00",
            "Transaction ID": f"T{number}",
        }
        writer.writerow([cells.get(name, "") for name in SQUARE_HEADER])
    return out.getvalue()


def broken_rows(birds: Canaries) -> str:
    """Good rows, and as many that hold a person where none belongs; each breaks another rule."""
    when, end = "25/08/2021 10:00", f"CARD,{birds.card()}"
    broken = (
        f"{when},Leeds,{birds.name()}, {birds.name()},Latte - 2.45,2.45,{end}",
        f'{when},Leeds,"{birds.name()},Latte - 2.45,2.45,{end}',
        f"{birds.both()},Leeds,x,Latte - 2.45,2.45,{end}",
        f"{when},{birds.name()},Leeds,Latte - 2.45,free,{end}",
        f"{when},Leeds,x,{birds.both()},2.45,{end}",
        f"{when},Leeds,x,{birds.name()} - 2.45,9.99,{end}",
        f"{when},Leeds,x,Latte - {birds.name()},2.45,{end}",
        f"{when},Leeds,x,Latte - 2.45,{birds.both()},{end}",
        f"{when},Leeds,x,Latte - 2.45,2.45,{birds.both()},{birds.card()}",
        f"{when},Leeds,\0{birds.name()},Latte - 2.45,2.45,{end}",
    )
    return dash(birds) + dash(birds) + "".join(f"{row}\n" for row in broken)
