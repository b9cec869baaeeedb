"""What the tests of a watch share."""

from pathlib import Path

import pytest


@pytest.fixture
def landing(tmp_path: Path) -> Path:
    """The folder that is watched."""
    folder = tmp_path / "landing"
    folder.mkdir()
    return folder
