"""`tillroll doctor` on each kind of database: it works, leaves nothing, and says what does not work.

Grain: one test a kind and claim.
"""

from pathlib import Path
from uuid import uuid4

import pytest

from tests.postgres_server import Server
from tests.redshift.stand_in import BUCKET, ROLE, StandIn
from tillroll.cli import main

_SCHEMAS = "select count(*) from pg_namespace where nspname like 'tillroll_doctor_%'"


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TILLROLL_REDSHIFT_STAGING", f"s3://{BUCKET}/doctor")
    monkeypatch.setenv("TILLROLL_REDSHIFT_ROLE", ROLE)


def test_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--warehouse", f"duckdb:///{tmp_path}/sales.duckdb"]) == 0
    assert "all work" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []


def test_postgresql(postgres: Server, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--warehouse", postgres.url()]) == 0
    assert "all work" in capsys.readouterr().out
    assert postgres.execute(_SCHEMAS) == [(0,)]


def test_a_role_needs_the_right_to_make_schemas(postgres: Server, capsys: pytest.CaptureFixture[str]) -> None:
    role = f"doctor_{uuid4().hex[:8]}"
    url = postgres.url().replace(f"{postgres.user}@", f"{role}@")
    postgres.execute(f"create role {role} login")
    assert main(["doctor", "--warehouse", url]) == 2
    assert "has no right to do that: give it what docs/how-to/postgresql.md lists" in capsys.readouterr().err
    postgres.execute(f"grant create on database {postgres.database} to {role}")
    assert main(["doctor", "--warehouse", url]) == 0
    assert "all work" in capsys.readouterr().out
    postgres.execute(f"drop owned by {role}; drop role {role}")


@pytest.mark.usefixtures("settings")
def test_redshift(redshift: StandIn, capsys: pytest.CaptureFixture[str]) -> None:
    url = f"redshift://postgres@127.0.0.1:{redshift.port}/{redshift.server.database}"
    code = main(["doctor", "--all", "--warehouse", url])
    told = capsys.readouterr().out
    (end,) = [line for line in told.splitlines() if not line.startswith("works ")]
    assert end == f"{told.count('works ')} steps: all work."
    assert code == 0
    assert "works  report sales-by-day" in told
    assert redshift.server.execute(_SCHEMAS) == [(0,)]


@pytest.mark.usefixtures("settings")
def test_a_step_that_fails_is_named_with_what_to_do(redshift: StandIn, capsys: pytest.CaptureFixture[str]) -> None:
    url = f"redshift://postgres@127.0.0.1:{redshift.port}/{redshift.server.database}"
    redshift.fail_next.append(("unload ", "S3ServiceException: Access Denied, Status 403"))
    assert main(["doctor", "--warehouse", url]) == 1
    told = capsys.readouterr().out
    assert "FAILS  export a table\n       Redshift may not use the staging place in S3" in told
    assert "1 failed" in told
    assert redshift.server.execute(_SCHEMAS) == [(0,)]


@pytest.mark.usefixtures("settings")
def test_what_the_database_says_of_a_made_up_row_is_told(redshift: StandIn, capsys: pytest.CaptureFixture[str]) -> None:
    url = f"redshift://postgres@127.0.0.1:{redshift.port}/{redshift.server.database}"
    redshift.fail_next.append(("insert into sale ", "function no_such(integer) does not exist"))
    assert main(["doctor", "--warehouse", url]) == 1
    told = capsys.readouterr().out
    assert "sql/load/add_fresh_sales.sql failed with InternalError_: function no_such(integer) does not exist" in told
    assert "report it with this output" in told
    assert "1 step: 1 failed" in told


def test_redshift_without_a_staging_place_says_what_to_set(
    redshift: StandIn, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TILLROLL_REDSHIFT_STAGING", raising=False)
    url = f"redshift://postgres@127.0.0.1:{redshift.port}/{redshift.server.database}"
    assert main(["doctor", "--warehouse", url]) == 1
    assert "redshift_staging" in capsys.readouterr().out
