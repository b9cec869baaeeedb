"""What the guides tell a reader to type works, in the order of the page, and prints what the page says it prints."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pytest

from tests.docs.pages import Block, blocks, guides, name_of
from tests.docs.stacks import needs_stack, stack_of_guides, warehouse_of
from tests.lambdas.deployed import Stack
from tests.redshift.stand_in import StandIn
from tillroll.formats.format_file import parse_format

_RUN = ("sh", "python", "sql", "toml")
_OUTPUT = "text"
_SECONDS = 900
_ACCOUNT = "it needs an account of AWS"


_DEFAULT = "duckdb:///tillroll.duckdb"
_NOTE = ".where-it-ended"
_ENDING = f"trap 'code=$?; {{ pwd; env; }} > \"$HOME/{_NOTE}\"; exit $code' EXIT\n"
"""Makes a block's shell note the folder and the variables in which it ends: the next block begins there."""


@dataclass
class Reader:
    """Somebody who follows a page, in one shell that begins in a folder of their own."""

    home: Path
    folder: Path
    variables: dict[str, str] = field(default_factory=dict)
    printed: str = ""

    def follow(self, block: Block) -> None:
        """Do what a block says."""
        if "save as" in block.notes:
            self.save(self.folder / block.notes["save as"], block.text)
        elif block.language == "toml":
            parse_format(block.text, f"line {block.line}")
        elif block.language == "sql":
            self.printed = self.query(block.text)
        elif block.language == "python":
            self.printed = self.run([sys.executable, "-c", block.text], block)
        elif block.language == "sh":
            self.printed = self.run(["sh", "-eu", "-c", _ENDING + block.text], block)
            self.go_on_from_there()

    def save(self, path: Path, text: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def go_on_from_there(self) -> None:
        folder, *lines = (self.home / _NOTE).read_text("utf-8").splitlines()
        self.folder = Path(folder)
        pairs = (line.partition("=") for line in lines)
        self.variables = {name: value for name, _, value in pairs if name.startswith("TILLROLL_")}

    def query(self, text: str) -> str:
        path = self.folder / self.variables.get("TILLROLL_WAREHOUSE", _DEFAULT).removeprefix("duckdb:///")
        with duckdb.connect(str(path), read_only=True) as connection:
            rows = connection.execute(text).fetchall()
        assert rows, "a query of a guide answers nothing"
        return "\n".join("  ".join(map(str, row)) for row in rows)

    def run(self, command: list[str], block: Block) -> str:
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            timeout=_SECONDS,
            check=False,
        )
        assert done.returncode == int(block.notes.get("exit", "0")), f"line {block.line}:\n{done.stdout}"
        return done.stdout

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TILLROLL_")}
        path = os.pathsep.join((str(Path(sys.executable).parent), kept.get("PATH", "")))
        terminal = {"COLUMNS": "120", "NO_COLOR": "1", "TERM": "dumb", "TILLROLL_DEMO_SERVE": "0"}
        return kept | {"PATH": path, "HOME": str(self.home)} | terminal | self.variables


@pytest.fixture(scope="module")
def stack(redshift: StandIn) -> Iterator[Stack]:
    with stack_of_guides(redshift) as made:
        yield made


def page_blocks(page: Path) -> list[Block]:
    return blocks(page.read_text("utf-8"))


@pytest.mark.parametrize("page", [page for page in guides() if page_blocks(page)], ids=name_of)
def test_a_guide_works_as_written(page: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    stack = request.getfixturevalue("stack") if needs_stack(page) else None
    reader = Reader(tmp_path, tmp_path, warehouse_of(stack) if stack else {})
    before: Block | None = None
    for block in page_blocks(page):
        if "not run" in block.notes:
            before = None
        elif block.language == _OUTPUT and before is not None:
            assert_prints(reader.printed, block)
        else:
            reader.follow(block)
            before = block if block.language in _RUN and "save as" not in block.notes else None


def assert_prints(printed: str, block: Block) -> None:
    """`…` stands for anything within a line; a line of its own for any lines."""
    lines = ["(?:.*\n)*" if line == "…" else re.escape(line).replace("…", ".*") + "\n" for line in squeezed(block.text)]
    found = re.search("^" + "".join(lines), "\n".join([*squeezed(printed), ""]), re.MULTILINE)
    assert found, f"line {block.line}: this is what it prints:\n{printed}"


def squeezed(text: str) -> list[str]:
    """Its lines without blanks at their ends."""
    return [line.rstrip() for line in text.strip("\n").splitlines()]


def test_a_block_that_does_not_run_says_why() -> None:
    unsaid = [
        f"{name_of(page)} line {block.line}"
        for page in guides()
        for block in page_blocks(page)
        if not block.language or ("not run" in block.notes and len(block.notes["not run"]) < len("a reason"))
    ]
    assert unsaid == []


def test_few_blocks_do_not_run() -> None:
    """Those for which one needs an account of AWS aside: `tests/deploy/test_documents.py` looks at what they say."""
    every = [block for page in guides() for block in page_blocks(page) if block.language in _RUN]
    left_out = [block for block in every if block.notes.get("not run", _ACCOUNT) != _ACCOUNT]
    assert len(left_out) * 5 <= len(every)
