"""What items mean in reports: the most specific rule, the user's before the default, never a guess."""

import csv
import os
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from tillroll.errors import ConfigurationError
from tillroll.products import Item, ProductRule, default_products, map_products, read_products

HEADER = "name,flavour,size,product,category,is_coffee,unit_cost,vat_rate\n"
DOCUMENTED = Path(__file__).parents[2] / "docs" / "how-to" / "products.md"


def rules_of(tmp_path: Path, text: str) -> tuple[ProductRule, ...]:
    path = tmp_path / "products.csv"
    path.write_text(text, encoding="utf-8")
    return read_products(path)


def faults_of(tmp_path: Path, text: str) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        rules_of(tmp_path, text)
    return str(caught.value).splitlines()


def product_of(item: Item, *rules: ProductRule) -> str | None:
    found = map_products([item], rules)[item]
    return found.product if found else None


def rule(name: str, flavour: str, size: str, product: str) -> ProductRule:
    return ProductRule(name, flavour, size, product, "Coffee", is_coffee=True)


def test_a_row_is_a_rule_with_pence_and_percent(tmp_path: Path) -> None:
    rules = rules_of(tmp_path, HEADER + "Latte,Oat,Large,Oat latte,Coffee,Yes,£0.45,12.5%\n")
    assert rules == (ProductRule("Latte", "Oat", "Large", "Oat latte", "Coffee", True, 45, Decimal("12.5")),)


def test_only_four_columns_are_needed(tmp_path: Path) -> None:
    assert rules_of(tmp_path, "name,product,category,is_coffee\nTea,Tea,Tea,no\n")[0].item() == ("Tea", "", "")


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (",,,Tea,Tea,no,,", "column name: is blank"),
        ("Tea,,,,Tea,no,,", "column product: is blank"),
        ("Tea,,,Tea,,no,,", "column category: is blank"),
        ("Tea,,,Tea,Tea,,,", "column is_coffee: is blank"),
        ("Tea,,,Tea,Tea,maybe,,", "column is_coffee: is not known: write one of yes, no"),
        ("Tea,,,Tea,Tea,no,0.455,", "column unit_cost: holds parts of a penny"),
        ("Tea,,,Tea,Tea,no,-1,", "column unit_cost: is no amount"),
        ("Tea,,,Tea,Tea,no,,120", "column vat_rate: is no percentage"),
        ("Tea,,,Tea,Tea,no,,1e1", "column vat_rate: is no percentage"),
    ],
)
def test_a_fault_names_file_line_and_column(tmp_path: Path, row: str, fault: str) -> None:
    (text,) = faults_of(tmp_path, f"{HEADER}{row}\n")
    assert text.startswith(f"products.csv line 2, {fault}")


def test_one_item_has_one_rule_but_case_makes_two_items(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, HEADER + "Tea,,,Tea,Tea,no,,\ntea,,,tea,Tea,no,,\nTea,,,Chai,Tea,no,,\n")
    assert faults == [
        "products.csv line 4, column name: stands in line 2 too with the same flavour and size: remove one of the two"
    ]


def test_the_most_specific_rule_wins_whatever_the_order() -> None:
    rules = [
        rule("Latte", "", "", "any"),
        rule("Latte", "", "Large", "size"),
        rule("Latte", "Oat", "", "flavour"),
        rule("Latte", "Oat", "Large", "both"),
    ]
    items = [("Latte", "Oat", "Large"), ("Latte", "Oat", "Small"), ("Latte", "", "Large"), ("Latte", "Soya", "")]
    for ordered in (rules, rules[::-1]):
        assert [product_of(item, *ordered) for item in items] == ["both", "flavour", "size", "any"]


def test_a_users_rule_goes_before_the_default_and_minds_case() -> None:
    own = rule("Mocha", "", "", "Chocolate coffee")
    assert product_of(("Mocha", "", "Large"), own) == "Chocolate coffee"
    assert product_of(("MOCHA", "", "Large"), own) == "Mocha"
    assert product_of(("Latte", "", "Large"), own) == "Latte"


def test_the_default_is_matched_in_any_case_unless_that_would_be_a_guess() -> None:
    assert product_of(("FLAT WHITE", "", "LARGE")) == "Flat white"
    assert product_of(("Hot Chocolate", "", "")) == "Hot Chocolate"
    assert product_of(("Hot chocolate", "", "")) == "Hot chocolate"
    assert product_of(("HOT CHOCOLATE", "", "")) is None


def test_an_unmapped_item_stays_in_the_answer() -> None:
    assert map_products([("Unheard of", "", "")]) == {("Unheard of", "", ""): None}


def test_a_menu_can_be_asked_for_hazelnut_coffees_and_large_lattes() -> None:
    names = ("Flavoured latte", "Flavoured iced latte", "Flavoured hot chocolate", "Latte")
    menu = map_products(
        (name, flavour, size) for name in names for flavour in ("Hazelnut", "") for size in ("Large", "")
    )
    hazelnut = {item[0] for item, found in menu.items() if found and found.is_coffee and item[1] == "Hazelnut"}
    large = [item for item, found in menu.items() if found and found.product == "Latte" and item[1:] == ("", "Large")]
    assert hazelnut == {"Flavoured latte", "Flavoured iced latte", "Latte"}
    assert large == [("Latte", "", "Large")]


@pytest.mark.parametrize(
    ("item", "category", "is_coffee"),
    [
        (("Frappes", "Coffee", ""), "Coffee", True),
        (("Frappes", "Chocolate Cookie", ""), "Cold drinks", False),
        (("Iced americano", "", "Large"), "Coffee", True),
        (("Mocha", "", ""), "Coffee", True),
        (("Flavoured hot chocolate", "Hazelnut", "Large"), "Hot drinks", False),
        (("Speciality Tea", "Earl Grey", ""), "Tea", False),
        (("Coffee cake", "", ""), "Food", False),
    ],
)
def test_the_default_tells_coffee_from_what_only_sounds_like_it(item: Item, category: str, is_coffee: bool) -> None:
    found = map_products([item])[item]
    assert found
    assert (found.category, found.is_coffee) == (category, is_coffee)


def test_a_product_of_the_default_has_one_category_and_is_coffee_or_not() -> None:
    meanings = {(found.product, found.category, found.is_coffee) for found in default_products()}
    assert len(meanings) == len({product for product, _, _ in meanings})
    assert all(found.is_coffee == (found.category == "Coffee") for found in default_products())


def test_the_documented_example_is_valid(tmp_path: Path) -> None:
    examples = re.findall(r"```csv\n(.*?)```", DOCUMENTED.read_text(encoding="utf-8"), re.DOTALL)
    assert examples
    assert all(rules_of(tmp_path, example) for example in examples)


def names_in(sample: Path) -> Iterator[str]:
    """The names of items in a sample's baskets, of the fourth or, where the branch is missing, third column."""
    for cells in csv.reader(sample.read_text(encoding="utf-8-sig").splitlines()):
        basket = next((cell for cell in cells[2:4] if re.search(r" - £?\d|,\d|: \d", cell)), "")
        triples = basket.split(",")
        if len(triples) % 3 == 0 and re.fullmatch(r"\d*\.\d+|\d+", triples[2]):
            yield from triples[1::3]
        else:
            yield from (re.sub(r"( - |: )£?[\d.]+$", "", item.strip()) for item in basket.split(","))


@pytest.mark.skipif("TILLROLL_SAMPLES" not in os.environ, reason="TILLROLL_SAMPLES names no folder of samples")
def test_the_default_covers_every_item_of_the_samples() -> None:
    samples = sorted(Path(os.environ["TILLROLL_SAMPLES"]).glob("*/*.csv"))
    assert samples
    written = {name.removeprefix("Regular ").removeprefix("Large ") for sample in samples for name in names_in(sample)}
    items = {(name, flavour, "") for name, _, flavour in (text.partition(" - ") for text in written if text)}
    assert [item for item, found in map_products(items).items() if not found] == []
