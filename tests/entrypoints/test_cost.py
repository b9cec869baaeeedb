"""`tillroll cost`: the bill in words and for programs, its switches, its files, its faults."""

import re
from importlib import resources
from pathlib import Path

import pytest

from tests.entrypoints.conftest import Run
from tests.reference.cost import LINES_OF

ASKED = ("cost", "--branches", "200", "--sales-per-day", "500")
LINES_OF_A_STREAM_IN_USE = {"kinesis-records", "stream-time"}
MONEY = re.compile(r"^ {2}\S.* £([\d,.]+)$", re.MULTILINE)
ARITHMETIC = re.compile(r"([\d,.]+) [\w-]+ × \$([\d.]+)(?: / ([\d,]+))? = \$([\d,.]+)$", re.MULTILINE)


def shipped(name: str) -> str:
    return (resources.files("tillroll") / "data" / name).read_text("utf-8")


def number(text: str) -> float:
    return float(text.replace(",", ""))


def test_each_lines_arithmetic_holds_as_it_is_printed(run: Run) -> None:
    ran = run(*ASKED)
    assert (ran.code, ran.err) == (0, "")
    found = ARITHMETIC.findall(ran.out)
    assert len(found) == len(MONEY.findall(ran.out)) > 30
    for quantity, price, per, money in found:
        expected = number(quantity) * number(price) / number(per or "1")
        assert number(money) == pytest.approx(expected, rel=0.05, abs=0.0006)


def test_variable_and_fixed_are_apart_and_together(run: Run) -> None:
    (bill,) = run(*ASKED, "--json").objects
    assert bill["total_micropence"] == pytest.approx(bill["variable_micropence"] + bill["fixed_micropence"], abs=1)
    for kind, is_fixed in (("variable", False), ("fixed", True)):
        lines = [line["cost_micropence"] for line in bill["lines"] if line["is_fixed"] == is_fixed]
        assert sum(lines) == pytest.approx(bill[f"{kind}_micropence"], abs=len(lines))
    assert {"redshift", "kinesis-shard", "endpoint-sqs", "key", "alarms"} <= {line["item"] for line in bill["lines"]}


def test_money_follows_the_prices_and_the_measured_figures(run: Run, tmp_path: Path) -> None:
    """At half the dollars to a pound, all costs twice as much; where nothing takes time, none is charged."""
    (bill,) = run(*ASKED, "--json").objects
    prices, measured = tmp_path / "prices.toml", tmp_path / "measured.toml"
    prices.write_text(shipped("prices-2026-11.toml").replace("= 1.3396", "= 0.6698"), "utf-8")
    (dear,) = run(*ASKED, "--json", "--prices", str(prices)).objects
    assert dear["total_micropence"] == pytest.approx(2 * bill["total_micropence"], abs=2)
    measured.write_text(re.sub(r"(\w*ms(_per_\w+)?) = .*", r"\1 = 0", shipped("cloud-measured.toml")), "utf-8")
    (idle,) = run(*ASKED, "--json", "--measured", str(measured)).objects
    assert {line["cost_micropence"] for line in idle["lines"] if line["item"].endswith("-time")} == {0}


def test_parts_are_left_out_by_name(run: Run) -> None:
    (whole,) = run(*ASKED, "--json").objects
    (less,) = run(*ASKED, "--json", "--without", "kinesis, grafana").objects
    gone = {line["item"] for line in whole["lines"]} - {line["item"] for line in less["lines"]}
    assert gone == (LINES_OF["kinesis"] | LINES_OF["grafana"]) - LINES_OF_A_STREAM_IN_USE
    (more,) = run(*ASKED, "--json", "--with", "cloudtrail,quicksight").objects
    assert {"cloudtrail", "quicksight"} <= {line["item"] for line in more["lines"]}
    wrong = run(*ASKED, "--without", "kinesys")
    assert (wrong.code, wrong.err) == (2, "tillroll: there is no part kinesys: did you mean kinesis?\n")


def test_the_free_tier_is_counted_only_where_it_is_asked_for(run: Run) -> None:
    (whole,) = run(*ASKED, "--json").objects
    (less,) = run(*ASKED, "--json", "--free-tier").objects
    assert less["variable_micropence"] < whole["variable_micropence"]
    assert {line["free"] for line in whole["lines"]} == {0.0}
    assert " free × $" in run(*ASKED, "--free-tier").out


def test_a_provisioned_cluster_is_charged_by_the_hour(run: Run) -> None:
    out = run(*ASKED, "--redshift", "provisioned").out
    assert "Redshift: one ra3.large" in out
    assert "RPU" not in out.partition("Prices")[0]


def test_files_of_ones_own_replace_those_that_ship(run: Run, tmp_path: Path) -> None:
    bad = tmp_path / "prices.toml"
    bad.write_text('dated = 2026-01-01\nregion = "here"\nsecret = 1\n', "utf-8")
    ran = run(*ASKED, "--prices", str(bad))
    assert ran.code == 2
    assert f"{bad}: exchange is missing: add it" in ran.err
    assert f"{bad}: secret is not known" in ran.err
    assert run(*ASKED, "--measured", str(tmp_path / "no.toml")).code == 2


@pytest.mark.parametrize("wrong", [("-1", "5"), ("5", "many"), ("100001", "5"), ("5", "999999999999")])
def test_numbers_out_of_bounds_are_refused(run: Run, wrong: tuple[str, str]) -> None:
    assert run("cost", "--branches", wrong[0], "--sales-per-day", wrong[1]).code == 2


def test_a_chain_without_branches_has_a_bill(run: Run) -> None:
    ran = run("cost", "--branches", "0", "--sales-per-day", "0")
    assert ran.code == 0
    assert ran.out.startswith("0 branches of 0 sales a day, 30 days, in eu-west-2")
