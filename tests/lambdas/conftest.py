"""A deployed stack on the emulated AWS, and commands that have it for their setting."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.entrypoints.conftest import Ran, Run
from tests.lambdas.chains import a_cloud
from tests.lambdas.deployed import Stack
from tests.redshift.stand_in import StandIn
from tillroll.adapters import aws as asked_of_aws
from tillroll.cli import main


@pytest.fixture
def stack(redshift: StandIn, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Stack]:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    monkeypatch.chdir(tmp_path)
    asked_of_aws._client.cache_clear()
    with a_cloud(redshift) as cloud:
        yield Stack(cloud)
    asked_of_aws._client.cache_clear()


@pytest.fixture
def run(stack: Stack, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command with this stack for its setting."""
    monkeypatch.setenv("TILLROLL_STACK", stack.name)

    def ran(*argv: str) -> Ran:
        capsys.readouterr()
        code = main(list(argv))
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return ran
