"""A warehouse of an older version is brought up to date when it is opened, and keeps what it holds."""

from datetime import datetime
from pathlib import Path

import pytest

from tests.warehouses.helpers import Sale, assert_sound, open_chain, till_text, write_file

AT = datetime(2021, 8, 25, 9)
pytestmark = pytest.mark.usefixtures("every_warehouse")


def test_version_1_learns_of_the_staged_form(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    with open_chain(path) as chain:
        chain.ingest(write_file(tmp_path / "leeds.csv", till_text([Sale(AT)]), AT))
        before = chain.state()
        chain.rows("drop table loaded_object")
        chain.rows("update migration set version = 1")
    with open_chain(path) as chain:
        assert chain.rows("select max(version) from migration") == [(2,)]
        assert chain.rows("select count(*) from loaded_object") == [(0,)]
        assert chain.state() == before
        assert_sound(chain)
