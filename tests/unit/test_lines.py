"""What one item or one line comes to in pence, and which rule a bad one breaks."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from tillroll.cells import UNIT_SEPARATOR
from tillroll.contract.values import RULES
from tillroll.formats.format_file import built_in_formats
from tillroll.formats.till_format import TillFormat
from tillroll.lines import BadLine, Line, Product, hash64, line_roles, read_basket_item, read_line
from tillroll.recognise import Layout

FORMATS = {fmt.name: fmt for fmt in built_in_formats()}
SQUARE = FORMATS["square"]
ROLES = ("item", "quantity", "size", "gross", "discount", "net", "tax", "event")
LATTE = Product("Latte", "", "Large")


def square(**cells: str) -> Line | BadLine:
    """A line of Square's export, a plain latte but for the given cells."""
    usual = ("Latte", "1.0", "Large", "$8.00", "$0.00", "$8.00", "$0.43", "Payment")
    row = dict(zip(ROLES, usual, strict=True)) | cells
    return read_line(SQUARE, ROLES, UNIT_SEPARATOR.join(row.values()))


def priced(till_format: TillFormat, roles: Sequence[str], *cells: str) -> Line | BadLine:
    return read_line(till_format, roles, UNIT_SEPARATOR.join(cells))


def rule(line: Line | BadLine) -> str | None:
    return list(RULES)[line.rule_no - 1] if isinstance(line, BadLine) else None


def pence(line: Line | BadLine) -> tuple[int, int, int, int]:
    assert isinstance(line, Line)
    return line.gross_pence, line.discount_pence, line.net_pence, line.tax_pence


def test_a_basket_item_is_one_unit_at_its_price() -> None:
    assert read_basket_item(FORMATS["dash"], "Large Latte - 2.45") == Line(LATTE, Decimal(1), 245, 0, 245, 0)


@pytest.mark.parametrize(("text", "broken"), [("Latte", "item"), ("", "item"), ("Latte - two", "price")])
def test_a_bad_basket_item_names_its_rule(text: str, broken: str) -> None:
    assert rule(read_basket_item(FORMATS["dash"], text)) == broken


def test_a_comma_lost_after_a_free_item_is_seen() -> None:
    lost = (
        "Babyccino - 0.00 Regular Latte - 2.15",
        "Regular Babyccino - Hot - £0.00 Cookie - 1.25",
        "Milk: 0.00 Tea: 1",
    )
    assert [rule(read_basket_item(FORMATS["dash"], text)) for text in lost] == ["total_matches_lines"] * 3
    assert rule(read_basket_item(FORMATS["dash"], "Babyccino - 0.00")) is None


def test_a_line_has_its_quantity_discount_and_tax() -> None:
    line = square(quantity="2.0", gross="$16.00", discount="-$1.00", net="$15.00")
    assert line == Line(LATTE, Decimal(2), 1600, -100, 1500, 43)


def test_a_discount_is_taken_off_whichever_sign_it_has() -> None:
    assert pence(square(discount="$1.00", net="$7.00")) == pence(square(discount="-$1.00", net="$7.00"))


def test_a_discount_never_adds() -> None:
    assert square(discount="$1.00", net="$9.00") == BadLine(9, 900)


def test_a_refund_is_negative_whichever_way_it_is_written() -> None:
    written = square(quantity="-1.0", gross="-$8.00", discount="$1.00", net="-$7.00", tax="-$0.43", event="Refund")
    positive = square(gross="$8.00", discount="-$1.00", net="$7.00", event="refund")
    assert written == positive == Line(LATTE, Decimal(-1), -800, 100, -700, -43, is_refund=True)


def test_the_tax_of_a_free_refund_is_negative_too() -> None:
    assert pence(square(gross="$0.00", net="$0.00", event="Refund")) == (0, 0, 0, -43)


def test_a_line_taken_back_without_a_word_for_refunds_stays_negative() -> None:
    line = square(quantity="-1.0", gross="-$8.00", discount="$1.00", net="-$7.00", tax="")
    assert (pence(line), isinstance(line, Line) and line.is_refund) == ((-800, 100, -700, 0), False)


def test_a_flavour_stands_in_the_name_or_in_its_own_column() -> None:
    in_name = square(item="Frappe - Mint")
    own = read_line(SQUARE, ("item", "flavour", "net"), UNIT_SEPARATOR.join(("Frappe", "Mint", "1")))
    assert [line.product for line in (in_name, own) if isinstance(line, Line)] == [
        Product("Frappe", "Mint", "Large"),
        Product("Frappe", "Mint", ""),
    ]


def test_what_a_line_leaves_blank_follows_from_the_rest() -> None:
    assert pence(square(net="")) == (800, 0, 800, 43)
    assert pence(square(discount="$1.00", net="")) == (800, -100, 700, 43)
    assert pence(square(gross="", discount="$1.00", net="$7.00")) == (800, -100, 700, 43)
    assert pence(square(gross="", discount="$1.00", net="$7.00", event="Refund")) == (-800, 100, -700, -43)
    assert pence(square(discount="", net="$7.00", tax="")) == (800, -100, 700, 0)


@pytest.mark.parametrize(
    ("cells", "broken", "net"),
    [
        ({"item": " "}, "item", 800),
        ({"quantity": "two"}, "item", 800),
        ({"quantity": ""}, "item", 800),
        ({"quantity": "two", "event": "Refund"}, "item", -800),
        ({"gross": "free"}, "price", 800),
        ({"tax": "?"}, "price", 800),
        ({"gross": "", "net": ""}, "price", None),
        ({"net": "free"}, "total", None),
        ({"net": "$7.99"}, "total_matches_lines", 799),
        ({"gross": "free", "net": "free"}, "price", None),
        ({"item": "", "net": "free"}, "item", None),
    ],
)
def test_a_bad_line_names_its_rule_and_its_net_if_it_reads(cells: dict[str, str], broken: str, net: int | None) -> None:
    line = square(**cells)
    assert isinstance(line, BadLine)
    assert (rule(line), line.net_pence) == (broken, net)


BAKERY = ("item", "quantity", "unit_price")


def test_a_unit_price_times_the_quantity() -> None:
    assert priced(SQUARE, BAKERY, "Pain", "3.0", "1.20") == Line(Product("Pain"), Decimal(3), 360, 0, 360, 0)
    assert priced(SQUARE, BAKERY, "Pain", "-1", "1.20") == Line(Product("Pain"), Decimal(-1), -120, 0, -120, 0)
    assert priced(SQUARE, ("item", "unit_price"), "Pain", "1.20") == Line(Product("Pain"), Decimal(1), 120, 0, 120, 0)


def test_a_price_by_weight_that_makes_no_whole_pence_is_not_guessed() -> None:
    assert rule(priced(SQUARE, BAKERY, "Cheese", "0.255", "12.90")) == "price"
    assert pence(priced(SQUARE, (*BAKERY, "net"), "Cheese", "0.250", "12.80", "3.20")) == (320, 0, 320, 0)


def test_no_line_is_dearer_than_the_warehouse_can_hold() -> None:
    assert rule(priced(SQUARE, BAKERY, "Gold", "100000", "900000000")) == "price"


def test_roles_stand_in_the_order_of_their_columns() -> None:
    assert line_roles(Layout(4, {"net": 1, "date": 0, "item": 3, "size": 2})) == ("net", "size", "item")


def test_products_are_told_apart_by_case() -> None:
    ids = {Product(name).product_id for name in ("Hot chocolate", "Hot Chocolate", "hot chocolate")}
    assert len(ids) == 3


def test_equal_lines_and_only_they_have_equal_hashes() -> None:
    line = Line(LATTE, Decimal(1), 800, 0, 800, 43)
    others = [
        replace(line, product=Product("Latte", "Large", "")),
        replace(line, quantity=Decimal(2)),
        replace(line, gross_pence=900),
        replace(line, discount_pence=-1),
        replace(line, net_pence=900),
        replace(line, tax_pence=0),
    ]
    assert len({line.line_hash, *(other.line_hash for other in others)}) == 7
    assert replace(line, quantity=Decimal("1.000")).line_hash == line.line_hash


def test_a_hash_never_changes() -> None:
    assert hash64("Latte") == 823856679974951696
