"""What is a card number, and what only looks like one."""

import pytest

from tillroll.audit.canaries import card_number
from tillroll.cards import (
    STARS,
    card_numbers,
    is_barcode,
    is_card_number,
    issuer_ranges,
    passes_luhn,
    star_long_numbers,
)

VISA, AMEX, MASTER = "4111111111111111", "378282246310005", "5555555555554444"
"""Numbers that issuers publish for tests."""


@pytest.mark.parametrize(
    "digits",
    [
        *(VISA, "4222222222222", AMEX, MASTER, "2223003122003222", "6011111111111117", "3530111333300000"),
        *("30569309025904", "6200000000000005", "6759649826438453", "2201382000000013"),
    ],
)
def test_an_issuers_number_is_a_card_number(digits: str) -> None:
    assert passes_luhn(digits)
    assert is_card_number(digits)


@pytest.mark.parametrize(
    ("digits", "why"),
    [
        ("4111111111111112", "the check digit"),
        ("411111111111116", "the length"),
        ("1111111111111117", "the prefix"),
        ("2720990000000008", "the check digit"),
        ("2721000000000004", "the prefix is past Mastercard's"),
        ("0000000000000000", "the prefix"),
    ],
)
def test_any_other_number_is_none(digits: str, why: str) -> None:
    assert not is_card_number(digits), why


@pytest.mark.parametrize("length", range(13, 20))
def test_a_canary_is_a_card_number(length: int) -> None:
    assert is_card_number(card_number("6759", length, 123))
    assert len(card_number("6759", length, 123)) == length


def test_every_range_is_well_formed() -> None:
    for each in issuer_ranges():
        assert len(each.first) == len(each.last)
        assert each.first <= each.last
        assert each.lengths <= set(range(13, 20))


@pytest.mark.parametrize(
    "text",
    [
        VISA,
        f"paid with {VISA}",
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "3782 822463 10005",
        f"visa{VISA}",
        f"{VISA}.0",
        f"leeds,8.20,{VISA},visa",
        f'["25/08/2021 10:00", "Leeds", "{VISA}"]',
        f"Card: {VISA}.",
        f"|{VISA}|",
        f"{VISA};{AMEX}",
        f"x-{VISA}",
    ],
)
def test_a_card_number_in_a_text_is_found(text: str) -> None:
    assert next(card_numbers(text)) in {VISA, AMEX}


@pytest.mark.parametrize(
    "text",
    [
        "2021-08-25 09:00:00 4",
        "30052021090004",
        "20210825090000",
        "30/05/2021 09:00:04",
        "2021-08-25T09:00:00.4111111111111111",
        f"0.{VISA}",
        f"£{VISA}",
        f"-{VISA}",
        f"{VISA}.25",
        f"{VISA}%",
        f"12:{VISA}",
        f"41111111-1111-1111-1111-{VISA[:12]}",
        f"a{VISA}b4",
        f"0cc175b9c0f1b6a8{VISA}",
        f"e{VISA}f00d",
        f"T{VISA}",
        f"{VISA}9",
        f"9{VISA}",
        f"1234567890{VISA}",
        "4111 1111-1111 1111",
        "leeds_25-08-2021_09-00-00.csv",
        "5000159407236",
        "",
    ],
)
def test_times_prices_ids_and_hashes_are_not(text: str) -> None:
    assert list(card_numbers(text)) == []


def test_long_numbers_in_words_that_are_kept_are_starred() -> None:
    table = {
        f"Gift card {VISA}": f"Gift card {STARS}",
        "Gift card 4111 1111 1111 1111": f"Gift card {STARS}",
        "Gift card 4111.1111.1111.1111": f"Gift card {STARS}",
        "3782-822463-10005": STARS,
        "1234567890123456": STARS,
        "Crisps 5000159407236": "Crisps 5000159407236",
        "Crisps 5000159407237": f"Crisps {STARS}",
        "Large Latte 2.45": "Large Latte 2.45",
        "Till 123456789012": "Till 123456789012",
        "2021-08-25 09:00:00": "2021-08-25 09:00:00",
    }
    assert {text: star_long_numbers(text) for text in table} == table


def test_a_bar_code_that_is_a_card_number_too_is_starred() -> None:
    both = next(digits for digits in map(str, range(4_000_000_000_000, 4_000_000_001_000)) if is_both(digits))
    assert star_long_numbers(both) == STARS


def is_both(digits: str) -> bool:
    return is_barcode(digits) and is_card_number(digits)
