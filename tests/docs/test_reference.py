"""Every command, option, setting, table, column, rule, outcome and exit code is documented."""

import re
from collections.abc import Iterator
from typing import get_args

import click
import pytest

from tests.docs.pages import ROOT, guides
from tillroll.cells import Money, read_money
from tillroll.cli.app import program
from tillroll.contract.aids import COLUMN_STORE_AIDS, ROW_STORE_AIDS
from tillroll.contract.table import OUTCOMES
from tillroll.contract.tables import TABLES
from tillroll.contract.values import RULE_COLUMNS, RULES, Outcome
from tillroll.formats.format_file import FORMAT_KEYS
from tillroll.formats.till_format import LINE_ROLES, SALE_ROLES
from tillroll.settings import CONFIG_VARIABLE, SETTINGS
from tools import docs


def reference(name: str) -> str:
    return (ROOT / "docs" / "reference" / name).read_text("utf-8")


def commands(command: click.Command, path: str = "tillroll") -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found
            yield from commands(found, f"{path} {name}")


COMMANDS = dict(commands(program))


@pytest.mark.parametrize(("path", "generate"), docs.GENERATED, ids=[path for path, _ in docs.GENERATED])
def test_a_generated_page_says_what_the_code_says(path: str, generate: object) -> None:
    assert callable(generate)
    assert (ROOT / path).read_text("utf-8") == generate()


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_and_option_has_its_help_and_its_place_in_the_reference(path: str) -> None:
    command = COMMANDS[path]
    assert command.help
    section = reference("cli.md").partition(f"# {path}\n")[2].partition("\n#")[0]
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{path} {parameter.opts[0]} has no help"
            assert all(name in section for name in parameter.opts)


@pytest.mark.parametrize("path", [path for path, command in COMMANDS.items() if not isinstance(command, click.Group)])
def test_every_command_is_used_in_a_guide(path: str) -> None:
    assert any(re.search(rf"^ *{path}\b", page.read_text("utf-8"), re.MULTILINE) for page in guides())


def test_every_option_of_one_command_alone_is_told_of_in_a_guide() -> None:
    shared = {setting.option for setting in SETTINGS} | {
        "--verbose",
        "--help",
        "--version",
        "--all",
        "--format",
        "--folder",
    }
    own = {
        name for command in COMMANDS.values() for each in command.params for name in each.opts if name.startswith("--")
    }
    text = "\n".join(page.read_text("utf-8") for page in guides())
    assert [option for option in sorted(own - shared) if option not in text] == []


def test_every_setting_is_documented() -> None:
    page = reference("settings.md")
    assert CONFIG_VARIABLE in page
    for setting in SETTINGS:
        assert setting.variable in page
        assert not setting.has_option or setting.option in page


def test_every_table_and_column_is_documented() -> None:
    page = reference("data-dictionary.md")
    for table in (*TABLES, *COLUMN_STORE_AIDS, *ROW_STORE_AIDS):
        section = page.partition(f"### {table.name}\n")[2].partition("\n#")[0]
        assert table.description in section
        assert all(f"| `{column.name}` |" in section for column in table.columns)


def test_every_view_is_documented_with_its_columns() -> None:
    page = reference("data-dictionary.md")
    for view in docs.views():
        section = page.partition(f"### {view.name}\n")[2].partition("\n#")[0]
        assert view.columns
        assert all(f"| `{column}` |" in section for column in view.columns)


def test_every_rule_says_what_a_person_does_about_it() -> None:
    assert RULES.keys() == RULE_COLUMNS.keys()
    runbook = (ROOT / "docs" / "runbooks" / "rejected-rows.md").read_text("utf-8")
    for rule in RULES:
        assert f"`{rule}`" in reference("rules.md")
        assert f"| `{rule}` |" in runbook


def test_every_part_and_key_of_a_till_format_is_documented() -> None:
    page = reference("till-formats.md")
    assert {*SALE_ROLES, *LINE_ROLES} == docs.ROLES.keys()
    assert all(f"| `{key.path}` |" in page for key in FORMAT_KEYS)


def test_money_reads_as_the_explanation_says() -> None:
    text = (ROOT / "docs" / "explanation" / "money-and-time.md").read_text("utf-8")
    rows = re.findall(r"^\| (`.+?`) \| ([−\d, ]+) \| (.*) \|$", text, re.MULTILINE)
    assert len(rows) > 5
    for written, pence, remark in rows:
        money = Money(",") if "comma is the decimal mark" in remark else Money()
        expected = [int(amount.replace("−", "-")) for amount in pence.split(", ")]
        texts = re.findall(r"`([^`]+)`", written)
        assert [read_money(each, money) for each in texts] == expected * (len(texts) // len(expected))


def test_every_outcome_is_documented() -> None:
    assert {*get_args(Outcome), *OUTCOMES, "postponed"} == docs.OUTCOMES.keys()
    glossary = (ROOT / "GLOSSARY.md").read_text("utf-8")
    assert all(f"**{outcome}**" in glossary for outcome in get_args(Outcome))


def test_the_help_of_the_program_and_the_page_agree_on_exit_codes() -> None:
    assert program.epilog
    told = {int(code) for code in re.findall(r"^ +(\d) ", program.epilog, re.MULTILINE)}
    assert told <= {code for code, _, _ in docs.EXIT_CODES}


def test_the_glossary_is_in_alphabetical_order() -> None:
    words = re.findall(r"^\*\*(.+?)\*\*", (ROOT / "GLOSSARY.md").read_text("utf-8"), re.MULTILINE)
    assert words == sorted(words)
