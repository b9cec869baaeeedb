"""What a run costs, reckoned by hand; what is wrong with a file of prices or measured figures is told by its key."""

from dataclasses import replace
from fractions import Fraction
from importlib import resources
from pathlib import Path

import pytest

from tillroll.cost import (
    Chain,
    Measured,
    Use,
    bill_of,
    micropence,
    parse_measured,
    parse_prices,
    parts_of,
    read_measured,
    read_prices,
    run_micropence,
    write_measured,
)
from tillroll.errors import ConfigurationError

PRICES = (resources.files("tillroll") / "data" / "prices-2026-11.toml").read_text("utf-8")
MEASURED = (resources.files("tillroll") / "data" / "cloud-measured.toml").read_text("utf-8")
PLAIN = parse_prices(
    PRICES.replace("usd_per_gbp = 1.3396", "usd_per_gbp = 2")
    .replace("usd = 0.0000133334", "usd = 0.00002")
    .replace("usd = 0.20\n", "usd = 1\n")
    .replace("usd = 0.0053", "usd = 0.006"),
    "plain.toml",
)
"""Prices with which one can reckon in one's head."""


def test_a_runs_cost_is_its_time_and_its_requests() -> None:
    """2 s × 1 GB × $0.00002 = $0.00004; 1 call = $0.000001; 8 puts = $0.000048; at $2 a pound 0.0000445 = 4,450."""
    assert run_micropence([Use(2000, 1024, requests={"s3_put": 8})], PLAIN) == 4450


def test_a_runs_cost_is_rounded_once() -> None:
    """One call costs £0.0000005, which is 50 millionths of a penny; 1 ms × 128 MB adds £0.00000000125, 0.125 of one."""
    assert [run_micropence([Use(1, 128)] * number, PLAIN) for number in (0, 1, 4, 8)] == [0, 50, 201, 401]
    assert micropence(Fraction(5, 1_000_000_000)) == 1


def test_what_has_no_price_is_a_fault_of_the_program() -> None:
    with pytest.raises(KeyError, match="s3_frobs"):
        run_micropence([Use(1, 128, requests={"s3_frobs": 1})], PLAIN)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("dated = 2026-11-28\n", "", "prices.toml: dated is missing: add it"),
        ("[prices.s3_put]\n", "[prices.s3_putt]\n", "prices.toml: prices.s3_put is missing"),
        ("[prices.s3_put]\n", "[prices.s3_putt]\n", "prices.toml: prices.s3_putt is not known: did you mean s3_put?"),
        ("usd = 0.0053\n", 'usd = "0.0053"\n', "prices.toml: prices.s3_put.usd must be a number from 0"),
        ("usd = 0.0053\n", "usd = -0.0053\n", "prices.toml: prices.s3_put.usd must be a number from 0"),
        ("usd = 0.0053\n", "usd = nan\n", "prices.toml: prices.s3_put.usd must be a number from 0"),
        ("usd = 0.0053\n", "usd = 1e-999\n", "prices.toml: prices.s3_put.usd must be a number from 0"),
        ("usd = 0.0053\n", "usd = true\n", "prices.toml: prices.s3_put.usd must be a number from 0"),
        ("per = 1000\n", "per = 0\n", "prices.toml: prices.s3_put.per must be a whole number from 1"),
        ("usd = 0.0053\n", "usd = 0.0053\ncurrency = 1\n", "prices.toml: prices.s3_put.currency is not known: use usd"),
        ("usd_per_gbp = 1.3396", "usd_per_gbp = 0", "prices.toml: exchange.usd_per_gbp must be more than 0"),
        ("dated = 2026-11-28", 'dated = "today"', "prices.toml: dated must be a date without quotes"),
        ("confirmed = true", 'confirmed = "yes"', "confirmed must be true or false"),
        ('region = "eu-west-2"', 'region = ""', "prices.toml: region must be a text in quotes"),
        ("[free]", "[[free]]", "prices.toml: free must be a table, as [free]"),
        ("metrics = 10\n", "", "prices.toml: free.metrics is missing"),
        ("[exchange]", "exchange", "prices.toml: is no TOML"),
    ],
)
def test_what_is_wrong_with_prices_is_told_by_key(old: str, new: str, words: str) -> None:
    assert old in PRICES
    with pytest.raises(ConfigurationError) as caught:
        parse_prices(PRICES.replace(old, new, 1), "prices.toml")
    assert words in str(caught.value)


def test_all_that_is_wrong_is_told_at_once() -> None:
    text = PRICES.replace("usd = 0.0053", "usd = -1").replace("per = 10000\n", "per = 1.5\n")
    with pytest.raises(ConfigurationError) as caught:
        parse_prices(text, "prices.toml")
    assert len(str(caught.value).splitlines()) == 1 + PRICES.count("per = 10000\n")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("[function.load]", "[function.lode]", "m.toml: function.load is missing"),
        ("[function.load]", "[function.lode]", "m.toml: function.lode is not known: did you mean load?"),
        ("memory_mb = 1024", "memory_mb = 0", "m.toml: function.prepare.memory_mb must be a whole number from 1"),
        ("memory_mb = 1024", "memory_mb = 1024.5", "m.toml: function.prepare.memory_mb must be a whole number from 1"),
        ("s3_put = 2", "s3_put = -2", "m.toml: requests.file.s3_put must be a number from 0"),
        ("poll_seconds = 20", "poll_seconds = 0", "m.toml: rhythm.poll_seconds must be a whole number from 1"),
        ("message = 2000", "message = 2000\nsound = 1", "m.toml: bytes.sound is not known"),
    ],
)
def test_what_is_wrong_with_measured_figures_is_told_by_key(old: str, new: str, words: str) -> None:
    assert old in MEASURED
    with pytest.raises(ConfigurationError) as caught:
        parse_measured(MEASURED.replace(old, new, 1), "m.toml")
    assert words in str(caught.value)


def test_a_file_that_cant_be_read_is_told(tmp_path: Path) -> None:
    for read in (read_prices, read_measured):
        with pytest.raises(ConfigurationError, match=r"no\.toml: can't be read"):
            read(tmp_path / "no.toml")


def test_measured_figures_are_written_as_they_are_read(tmp_path: Path) -> None:
    measured, path = read_measured(), tmp_path / "measured.toml"
    write_measured(replace(measured, how='by "hand" and \\ more'), path)
    assert read_measured(path) == replace(measured, how='by "hand" and \\ more')
    write_measured(read_measured(path), path)
    assert read_measured(path).functions == measured.functions


@pytest.mark.parametrize("wrong", [{"machine": ""}, {"how": "two\nlines"}])
def test_what_could_not_be_read_again_is_not_written(tmp_path: Path, wrong: dict[str, str]) -> None:
    path = tmp_path / "measured.toml"
    path.write_text("as it was", "utf-8")
    measured: Measured = replace(read_measured(), **wrong)  # type: ignore[arg-type]
    with pytest.raises(ConfigurationError, match=r"must be a text in quotes|is no TOML"):
        write_measured(measured, path)
    assert path.read_text("utf-8") == "as it was"
    with pytest.raises(ConfigurationError, match="can't be written"):
        write_measured(read_measured(), tmp_path)


def test_what_ships_says_what_was_not_looked_up() -> None:
    prices = read_prices()
    unknown = [name for name, price in prices.by_name.items() if not price.is_confirmed]
    assert [name for name in unknown if not prices[name].note] == []
    assert all(price.page for price in prices.by_name.values())


def test_a_chain_without_branches_pays_for_what_stands_there() -> None:
    bill = bill_of(Chain(0, 0), read_measured(), read_prices())
    money = {line.item: bill.pounds(line) for line in bill.lines}
    nothing = ("prepare-time", "load-time", "s3-raw", "s3-staged", "s3-tags", "redshift-storage")
    assert [item for item in nothing if money[item]] == []
    assert min(money["files-queue-idle"], money["kinesis-shard"]) > 0


@pytest.mark.parametrize(
    ("branches", "sales", "streamed"), [(-1, 1, 0), (100_001, 1, 0), (1, -1, 0), (1, 100_001, 0), (1, 5, 6), (1, 5, -1)]
)
def test_a_chain_that_cant_be_is_refused(branches: int, sales: int, streamed: int) -> None:
    with pytest.raises(ConfigurationError):
        Chain(branches, sales, streamed_sales=streamed)


def test_parts_are_named_as_they_are() -> None:
    with pytest.raises(ConfigurationError, match="there is no part grafanna: did you mean grafana"):
        parts_of(["grafanna"])
    with pytest.raises(ConfigurationError, match="secret: with or without"):
        parts_of(["secret"], ["secret"])
    with pytest.raises(ConfigurationError, match="streamed sales need the stream"):
        Chain(1, 5, streamed_sales=5, parts=parts_of(["kinesis"]))
