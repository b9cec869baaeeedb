"""One cell at a time: money, quantities, dates, times, tenders and basket items, as tills write them.

A table maps what stands in a cell to what is read; one test compares one whole table.
"""

from datetime import date, time
from decimal import Decimal

from tillroll.cells import (
    UNIT_SEPARATOR,
    Item,
    Money,
    Tender,
    is_open_order,
    is_padded,
    is_unpadded_time,
    read_date,
    read_item,
    read_money,
    read_quantity,
    read_tender,
    read_time,
    read_triple,
    single_spaced,
    split_flavour,
    split_moment,
)

COMMA, PENCE = Money(","), Money(is_pence=True)


def test_money_is_read_to_the_penny() -> None:
    plain = {"8.40": 840, "8.4": 840, "4": 400, "5.2": 520, "0.0": 0, ".70": 70, ".0": 0, "5.": 500}
    signed = {"£2.40": 240, "$8.00": 800, "2.15 £": 215, "€ 1": 100, "£ 1.50": 150, "2.15\u00a0€": 215}
    negative = {"-1.00": -100, "-$3.00": -300, "$-3.00": -300, "(1.50)": -150, "(£1.50)": -150, "-0": 0}
    large = {"1,234.56": 123456, "12,345": 1234500, "1,234,567.8": 123456780, "999999999.99": 99999999999}
    table = plain | signed | negative | large
    assert {text: read_money(text) for text in table} == table


def test_only_the_noise_of_floats_is_forgiven() -> None:
    table = {"2.1500": 215, "5.199999999999999": 520, "2.1499999999999999": 215, "0.30000000000000004": 30}
    noisy = {"1.234": None, "2.149": None, "5.19999": None, "2.14999": None}
    assert {text: read_money(text) for text in table | noisy} == table | noisy


def test_what_is_no_amount_of_money_is_not_guessed() -> None:
    words = ("", " ", ".", "-", "£", "free", "None", "nan", "12%", "٣", "1e3")
    marks = ("1.2.3", "1 000", "2.15-", "--1", "(-1)", "12,34", "1,23.4", ",5", "1,2345")
    large = ("1000000000.00", "9" * 65, "1" * 1_000_000)
    assert [text for text in (*words, *marks, *large) if read_money(text) is not None] == []


def test_money_with_a_decimal_comma() -> None:
    table = {
        "0,90 €": 90,
        "0,90\u202f€": 90,
        "1.234,50": 123450,
        "2": 200,
        ",70": 70,
        "-2,5": -250,
        "2.10": None,
        "1,2,3": None,
    }
    assert {text: read_money(text, COMMA) for text in table} == table


def test_money_in_whole_pence() -> None:
    table = {"250": 250, "1,250": 1250, "250.0": 250, "2.50": None}
    assert {text: read_money(text, PENCE) for text in table} == table


def test_quantities_have_three_decimals() -> None:
    table = {"1.0": "1", "2": "2", "-1": "-1", "0.25": "0.25", ".5": "0.5", "5.": "5", "0.33333": "0.333"}
    assert {text: read_quantity(text) for text in table} == {text: Decimal(number) for text, number in table.items()}


def test_what_is_no_quantity_is_not_guessed() -> None:
    texts = ("", "two", ".", "1.0.0", "1,000", "1000000000", "0" * 65)
    assert [text for text in texts if read_quantity(text) is not None] == []


def test_a_quantity_may_have_a_point_where_money_has_a_comma() -> None:
    table = {"1.0": Decimal(1), "1,5": Decimal("1.5"), "1,000": Decimal(1), "1.000": None}
    assert {text: read_quantity(text, COMMA) for text in table} == table


def test_a_timestamp_is_a_date_and_a_time() -> None:
    table = {
        "2021-02-23 09:02:27": ("2021-02-23", "09:02:27"),
        "2021-08-25T09:00:00.123": ("2021-08-25", "09:00:00.123"),
        "25/08/2021   9:00 AM": ("25/08/2021", "9:00 AM"),
        "25/08/2021\u00a009:00": ("25/08/2021", "09:00"),
        "25/08/2021\t09:00": ("25/08/2021", "09:00"),
        "05-OCT-2020 15:38": ("05-OCT-2020", "15:38"),
        "25/08/2021": ("25/08/2021", ""),
        "": ("", ""),
    }
    assert {text: split_moment(text) for text in table} == table


def test_a_date_may_have_several_words() -> None:
    assert split_moment("5 Nov  2020 3.38 PM", 3) == ("5 Nov 2020", "3.38 PM")


def test_runs_of_blanks_are_one_blank() -> None:
    assert single_spaced(" 25/08/2021 \t\u00a0 09:00 ") == "25/08/2021 09:00"


def test_a_date_by_either_order() -> None:
    may, september = date(2023, 5, 9), date(2023, 9, 5)
    either = dict.fromkeys(("9/5/2023", "09/05/2023", "9-5-2023", "9.5.2023", "9/5/23"), (may, september))
    fixed = dict.fromkeys(("2023-05-09", "2023/5/9"), (may, may))
    one = {"13/05/2023": (date(2023, 5, 13), None), "05/13/2023": (None, date(2023, 5, 13))}
    table = either | fixed | one
    assert {text: (read_date(text, "day_first"), read_date(text, "month_first")) for text in table} == table


def test_what_is_no_date_is_not_guessed() -> None:
    texts = ("", "yesterday", "31/02/2021", "2021-02-29", "13/13/2021", "9/5-2023", "9/5/202", "1-1-1", "0/1/2021")
    assert [text for text in texts if read_date(text, "day_first") or read_date(text, "month_first")] == []


def test_only_some_dates_leave_their_order_open() -> None:
    table = {"09/05/2023": True, "9/5/2023": True, "2023-5-9": False, "soon": False}
    assert {text: is_open_order(text) for text in table} == table


def test_a_spreadsheet_drops_the_zero_of_a_day_or_month() -> None:
    table = {"09/05/2023": True, "9/05/2023": False, "09/5/2023": False, "2023-5-9": True, "soon": True}
    assert {text: is_padded(text) for text in table} == table


def test_times_of_day() -> None:
    of_24 = {"9:00": time(9), "09:00": time(9), "09:00:48": time(9, 0, 48), "23:59:59.999": time(23, 59, 59)}
    of_12 = {"5:04 PM": time(17, 4), "12:00am": time(0), "12:30 pm": time(12, 30), "9:30\u202fAM": time(9, 30)}
    none = dict.fromkeys(("", "24:00", "09:60", "09:00:60", "9", "13:00 PM", "0:30 AM", "9.00", "noon"))
    table = of_24 | of_12 | none
    assert {text: read_time(text) for text in table} == table


def test_a_spreadsheet_drops_the_zero_of_an_hour() -> None:
    table = {"9:00": True, "9:00:00 AM": True, "09:00": False, "": False, "x:00": False}
    assert {text: is_unpadded_time(text) for text in table} == table


def test_tenders_have_common_words() -> None:
    table = {"CASH": "cash", "Card ": "card", "Credit  Card": "card", "Gift card": "other", "IOU": None, "": None}
    assert {text: read_tender(text, {}) for text in table} == table


def test_a_tills_own_words_for_tenders_come_first() -> None:
    words: dict[str, Tender] = {"bar": "cash", "account": "card"}
    assert [read_tender(text, words) for text in ("Bar", "ACCOUNT", "cash")] == ["cash", "card", "cash"]


def test_a_name_may_end_in_a_flavour() -> None:
    table = {
        "Latte": ("Latte", ""),
        "Flavoured latte - Hazelnut": ("Flavoured latte", "Hazelnut"),
        "Smoothies - Mango - no ice": ("Smoothies", "Mango - no ice"),
        "Half-and-half": ("Half-and-half", ""),
    }
    assert {name: split_flavour(name) for name in table} == table


def dash(text: str) -> Item | None:
    return read_item(text, ("Large", "Regular"), (" - ", ": ", ":"), Money())


def test_dash_items() -> None:
    table = {
        " Speciality Tea - Fruit - 1.30": Item("Speciality Tea", "Fruit", "", 130),
        "Regular Flavoured iced latte - Hazelnut - 2.75": Item("Flavoured iced latte", "Hazelnut", "Regular", 275),
        " Large Latte - 2.45": Item("Latte", "", "Large", 245),
        "Large Latte - £2.45": Item("Latte", "", "Large", 245),
        " Glass of milk: 0.7": Item("Glass of milk", "", "", 70),
        "Glass of milk:0.7": Item("Glass of milk", "", "", 70),
        "Frappes - Coffee: 2.75": Item("Frappes", "Coffee", "", 275),
        "Smoothies - Mango - no ice - 2.00": Item("Smoothies", "Mango - no ice", "", 200),
        "Half-and-half - 1.00": Item("Half-and-half", "", "", 100),
        "Hot Chocolate - 1.40": Item("Hot Chocolate", "", "", 140),
        "Hot chocolate - 2.20": Item("Hot chocolate", "", "", 220),
        "Regular - 2.00": Item("Regular", "", "", 200),
        "large Latte - 2.45": Item("large Latte", "", "", 245),
        "Regular Latte - 2.15 Cookie - 1.25": Item("Latte", "2.15 Cookie", "Regular", 125),
    }
    assert {text: dash(text) for text in table} == table


def test_an_item_whose_price_does_not_read_keeps_its_name() -> None:
    table = {"Latte - two": Item("Latte", "", "", None), "Latte: 1.234": Item("Latte", "", "", None)}
    assert {text: dash(text) for text in table} == table


def test_a_text_without_a_name_or_a_price_is_no_item() -> None:
    assert [text for text in ("", " ", "Latte", " - 2.15", "Latte -", ": 2.15") if dash(text)] == []


def triple(text: str, money: Money) -> Item | None:
    return read_triple(text.replace("|", UNIT_SEPARATOR), money)


def test_triples() -> None:
    table = {
        "|Frappes - Coffee|2.75": Item("Frappes", "Coffee", "", 275),
        "Large|Hot Chocolate|1.4": Item("Hot Chocolate", "", "Large", 140),
        " Regular | Latte | 2.15 ": Item("Latte", "", "Regular", 215),
        "|Babyccino|0.0": Item("Babyccino", "", "", 0),
        "|Latte, iced|2.15": Item("Latte, iced", "", "", 215),
        "|Latte|": Item("Latte", "", "", None),
        "Large||2.15": None,
        "": None,
    }
    assert {text: triple(text, Money()) for text in table} == table


def test_a_triples_price_may_hold_a_comma() -> None:
    assert triple("Large|Latte|2,45", COMMA) == Item("Latte", "", "Large", 245)
