"""Where a PostgreSQL URL leads, and how safely: what is asked for by itself, and what the URL says counts more."""

from pathlib import Path

import pytest

from tillroll.adapters.postgres.connection import place_of
from tillroll.contract.aids import ROW_STORE_AIDS
from tillroll.contract.ddl import POSTGRES_TYPES, create_indexes, create_table
from tillroll.contract.indexes import INDEXES
from tillroll.contract.tables import TABLES
from tillroll.errors import ConfigurationError


@pytest.mark.parametrize(
    ("url", "mode"),
    [
        ("postgresql://u@db.example.com/sales", "verify-full"),
        ("postgresql://u@10.0.0.7:6432/sales", "verify-full"),
        ("postgresql://u@localhost,db.example.com/sales", "verify-full"),
        ("postgresql:///sales?host=localhost&hostaddr=10.0.0.7", "verify-full"),
        ("postgresql://u@db.example.com/sales?sslmode=require", "require"),
        ("postgresql://u@db.example.com/sales?sslmode=disable", "disable"),
        ("postgresql://u@localhost/sales", None),
        ("postgresql://u@127.0.0.1/sales", None),
        ("postgresql://u@[::1]/sales", None),
        ("postgresql:///sales", None),
        ("postgresql:///sales?host=/run/postgresql", None),
        ("postgresql://u@localhost/sales?sslmode=verify-full", "verify-full"),
    ],
)
def test_a_server_elsewhere_must_prove_who_it_is(url: str, mode: str | None) -> None:
    assert place_of(url).parameters.get("sslmode") == mode


SOCKET = "postgresql:///sales"
SERVICES = """[prod]
host=db.example.com

[lenient]
host=db.example.com
sslmode=require

[here]
host=/run/postgresql

[disguised]
host=localhost
hostaddr=10.0.0.7
"""


@pytest.mark.parametrize(
    ("url", "variables", "mode"),
    [
        (SOCKET, {"PGHOST": "db.example.com"}, "verify-full"),
        (SOCKET, {"PGHOST": "localhost,db.example.com"}, "verify-full"),
        (SOCKET, {"PGHOSTADDR": "10.0.0.7"}, "verify-full"),
        ("postgresql://u@localhost/sales", {"PGHOSTADDR": "10.0.0.7"}, "verify-full"),
        (SOCKET, {"PGHOST": "/run/postgresql"}, None),
        (SOCKET, {"PGHOST": "localhost", "PGHOSTADDR": "::1"}, None),
        ("postgresql://u@localhost/sales", {"PGHOST": "db.example.com"}, None),
        (SOCKET, {"PGSERVICE": "prod"}, "verify-full"),
        (SOCKET, {"PGSERVICE": "lenient"}, None),
        (SOCKET, {"PGSERVICE": "here"}, None),
        (SOCKET, {"PGSERVICE": "here", "PGHOST": "db.example.com"}, "verify-full"),
        ("postgresql://u@localhost/sales", {"PGSERVICE": "disguised"}, "verify-full"),
        ("postgresql://u@localhost/sales", {"PGSERVICE": "prod"}, None),
        (f"{SOCKET}?service=prod", {}, "verify-full"),
        (f"{SOCKET}?service=prod&sslmode=require", {}, "require"),
        ("postgresql://u@localhost/sales?service=disguised", {}, "verify-full"),
        (f"{SOCKET}?service=prod&hostaddr=127.0.0.1", {}, None),
        (f"{SOCKET}?service=prod", {"PGSSLMODE": "require"}, None),
        (SOCKET, {"PGHOST": "db.example.com", "PGSSLMODE": "require"}, None),
        ("postgresql://u@db.example.com/sales", {"PGSSLMODE": "require"}, None),
        ("postgresql://u@db.example.com/sales", {"PGSSLMODE": ""}, "verify-full"),
    ],
)
def test_the_host_that_will_be_asked_decides_and_who_says_a_mode_is_obeyed(
    url: str, variables: dict[str, str], mode: str | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """None leaves the mode to libpq, which reads the variable and the service file."""
    (tmp_path / "services").write_text(SERVICES)
    monkeypatch.setenv("PGSERVICEFILE", str(tmp_path / "services"))
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert place_of(url).parameters.get("sslmode") == mode


def test_words_name_the_host_of_a_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGHOST", "db.example.com")
    assert place_of(SOCKET).words == "PostgreSQL at db.example.com (sales)"


def test_no_url_says_another_encoding() -> None:
    assert place_of("postgresql://u@localhost/sales?client_encoding=latin1").parameters["client_encoding"] == "utf8"


def test_a_place_says_who_asks_and_gives_up_in_time() -> None:
    parameters = place_of("postgresql://u@db.example.com/sales").parameters
    assert parameters["application_name"] == "tillroll"
    assert parameters["connect_timeout"] == 10
    named = place_of("postgresql://u@db.example.com/sales?application_name=night&connect_timeout=3").parameters
    assert (named["application_name"], named["connect_timeout"]) == ("night", "3")


def test_words_for_people_hold_no_secret(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("open sesame\n")
    place = place_of("postgresql://u@db.example.com:6432/sales", secret)
    assert place.parameters["password"] == secret.read_text().strip()
    assert place.words == "PostgreSQL at db.example.com:6432 (sales)"


@pytest.mark.parametrize("text", ["", "\n", "one\ntwo\n"])
def test_a_password_file_holds_one_line(tmp_path: Path, text: str) -> None:
    secret = tmp_path / "secret"
    secret.write_text(text)
    with pytest.raises(ConfigurationError, match="on one line and nothing else"):
        place_of("postgresql://u@localhost/sales", secret)


def test_every_index_is_on_columns_of_its_table() -> None:
    tables = (*TABLES, *ROW_STORE_AIDS)
    columns = {table.name: table.column_names() for table in tables}
    assert [(name, index) for name, each in INDEXES.items() for index in each if not {*index} <= {*columns[name]}] == []
    assert len({sql for table in tables for sql in create_indexes(table)}) == sum(map(len, INDEXES.values()))


def test_texts_are_in_order_of_their_bytes() -> None:
    for table in TABLES:
        assert create_table(table, POSTGRES_TYPES).count('TEXT COLLATE "C"') == sum(
            column.kind == "text" for column in table.columns
        )
