"""A bucket of each test's own, and the program as people run it."""

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.entrypoints.conftest import Ran, Run
from tests.s3.places import Place
from tillroll.cli import main


@pytest.fixture(autouse=True)
def clean_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder to run in, no settings from outside, and nothing that is left on this disk."""
    for name in [name for name in os.environ if name.startswith("TILLROLL_")]:
        monkeypatch.delenv(name)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    assert list(temporary.glob("tillroll-s3-*")) == []


@pytest.fixture
def place(emulated_aws: None) -> Place:
    return Place.make(f"raw-{uuid4().hex[:8]}")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs one command in this process."""

    def ran(*argv: str) -> Ran:
        code = main(list(argv))
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return ran
