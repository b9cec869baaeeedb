"""What documents tell a reader to type is what AWS's own tools take, where it can't run without an account.

A command of `aws` must be a call that there is, with options that it has, as botocore knows it; one of `tillroll` must
be a command with those options; one of `sam` and `aws cloudformation deploy` names templates and parameters that there
are.
"""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from botocore import xform_name

from tests.deploy.shapes import service
from tests.docs.pages import blocks, name_of, pages
from tillroll.cli.app import program
from tools.stack import DEPLOY, TEMPLATES, load

REASON = "it needs an account of AWS"
GLOBAL = {"--query", "--output", "--region", "--cli-binary-format"}
OF_TOOLS = {
    ("s3", "cp"): {"--recursive"},
    ("s3", "ls"): {"--recursive"},
    ("s3", "sync"): {"--exclude"},
    ("cloudformation", "deploy"): {"--template-file", "--stack-name", "--capabilities", "--parameter-overrides"},
}
"""Commands of AWS's command line that are no calls, and the options of theirs that we use."""

SAM = {
    "build": {"--config-env"},
    "deploy": {
        *("--config-env", "--resolve-s3", "--no-confirm-changeset", "--parameter-overrides"),
        *("--template-file", "--stack-name", "--region", "--capabilities"),
    },
}


def texts() -> Iterator[tuple[Path, str]]:
    """The blocks that need an account."""
    for page in pages():
        for block in blocks(page.read_text("utf-8")):
            if block.notes.get("not run") == REASON and block.language == "sh":
                yield page, block.text


def commands() -> Iterator[tuple[str, list[str]]]:
    """Each command of those blocks, with the page that it stands on."""
    for page, text in texts():
        whole = text.replace("\\\n", " ")
        for line in (*whole.splitlines(), *re.findall(r"\$\(([^()]*)\)", whole)):
            part = re.split(r" [|>] ", line)[0]
            words = shlex.split(part.removeprefix("account=$(").removesuffix(")"), comments=True)
            if words:
                yield name_of(page), words


COMMANDS = list(commands())


def asked(tool: str) -> list[tuple[str, list[str]]]:
    return [(page, words[1:]) for page, words in COMMANDS if words[0] == tool]


def options(words: list[str]) -> set[str]:
    return {word.partition("=")[0] for word in words if word.startswith("--")}


def test_there_are_such_blocks() -> None:
    assert len(list(texts())) >= 20
    assert {"aws", "sam", "tillroll"} <= {words[0] for _, words in COMMANDS}


@pytest.mark.parametrize(("page", "words"), asked("aws"))
def test_a_command_of_aws_is_a_call_with_options_that_it_has(page: str, words: list[str]) -> None:
    name, command, *rest = words
    if (name, command) in OF_TOOLS:
        known = OF_TOOLS[name, command]
    else:
        model = service({"s3api": "s3"}.get(name, name))
        called = {xform_name(each, "-"): each for each in model.operation_names}
        assert command in called, f"{page}: aws {name} {command}"
        shape = model.operation_model(called[command]).input_shape
        known = {f"--{xform_name(member, '-')}" for member in (shape.members if shape else ())}
        known |= {f"--no-{each.removeprefix('--')}" for each in known}
    assert options(rest) - known - GLOBAL == set(), f"{page}: aws {name} {command}"


@pytest.mark.parametrize(("page", "words"), asked("sam"))
def test_a_command_of_sam_is_one_that_has_been_run(page: str, words: list[str]) -> None:
    assert options(words[1:]) <= SAM[words[0]], page


@pytest.mark.parametrize(("page", "words"), asked("tillroll"))
def test_a_command_of_tillroll_has_these_options(page: str, words: list[str]) -> None:
    command: click.Command = program
    while isinstance(command, click.Group):
        found = command.get_command(click.Context(command), words[0])
        assert found, f"{page}: tillroll {words[0]}"
        command, words = found, words[1:]
    known = {option for parameter in command.params for option in parameter.opts}
    assert options(words) <= known, page


def test_parameters_that_documents_give_are_those_of_a_template() -> None:
    declared = {parameter for name in TEMPLATES for parameter in load(name)["Parameters"]}
    given = {
        match[1]
        for page, words in COMMANDS
        if words[0] in {"sam", "aws"}
        for word in words
        if (match := re.match(r"(?!Name=)([A-Z]\w+)=", word))
    }
    assert given <= declared
    told = {
        word
        for page in pages()
        if name_of(page).startswith(
            ("docs/how-to/deploy", "docs/how-to/disaster", "docs/how-to/roll", "docs/runbooks/cloud")
        )
        for word in re.findall(
            r"`((?:With|Prepare|Load|Stream|Close|Check|Files|Loads)[A-Z]\w+)(?:=\w+)?`", page.read_text("utf-8")
        )
    }
    assert told - declared <= {"FilesMissed", "ChecksFailed"}


def test_templates_that_documents_name_are_there() -> None:
    named = {
        name for page in pages() for name in re.findall(r"deploy/([\w-]+\.(?:yaml|toml))", page.read_text("utf-8"))
    }
    assert named
    assert all((DEPLOY / name).is_file() for name in named)
