"""Faults of a real PostgreSQL, through the program: words that say what to do, and nothing lost or loaded twice.

Grain: one test a fault; each that comes in the middle of something ends in the state of a run without it.
"""

import json
import os
import random
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import boto3
import psycopg
import pytest

from tests.faults.program import Said, day_of, ended, good_files, start, tillroll
from tests.hypothesis_profiles import PROFILE
from tests.postgres_server import Server, running
from tests.redshift.stand_in import StandIn
from tests.warehouses.helpers import (
    Chain,
    Rows,
    Sale,
    assert_same_state,
    assert_sound,
    open_chain,
    open_url,
    state_of,
    tell,
    till_text,
    write_file,
)
from tillroll.adapters.postgres import PostgresWarehouse
from tillroll.adapters.postgres import connection as connections
from tillroll.adapters.postgres import copy as copying
from tillroll.adapters.postgres import warehouse as warehouses
from tillroll.adapters.postgres.session import Session
from tillroll.checks import run_checks
from tillroll.engine import Engine
from tillroll.report import Choice, Reports, export_table, register

FIX_SETTING, TRY_AGAIN = 2, 4
PROCESSES = 8
SHARES = 3
EVERY = {"ci": 5, "thorough": 1}[PROFILE]


@pytest.fixture
def place(postgres: Server) -> Iterator[str]:
    """The URL of a schema that nobody else uses."""
    with postgres.schema() as url:
        yield url


@pytest.fixture
def role(postgres: Server) -> Iterator[str]:
    """A role that may log in, and no more."""
    name = f"r_{uuid4().hex[:8]}"
    postgres.execute(f"create role {name} login")
    yield name
    postgres.execute(f"drop owned by {name}")
    postgres.execute(f"drop role {name}")


def of(role: str, url: str) -> str:
    return url.replace("postgres@", f"{role}@")


def undisturbed(files: Path) -> Rows:
    with open_chain() as chain:
        chain.ingest(files)
        return chain.state()


# --- no connection ---


def ingest_at(url: str, folder: Path, wait: int = 0) -> Said:
    good_files(folder / "in")
    return tillroll("ingest", folder / "in", warehouse=url, wait=wait)


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    said = ingest_at("postgresql://someone@127.0.0.1:1/sales", tmp_path)
    assert (said.code, "is not there: start the server" in said.err) == (TRY_AGAIN, True)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("/postgres?", "/nowhere?"), "has no such database: make it with createdb"),
        (("postgres@", "nobody@"), "knows no such role"),
        (("postgres@/postgres?host=", "postgres@no.such.host.invalid/postgres?x="), "is no URL that PostgreSQL knows"),
        (("postgresql://postgres@", "postgresql://postgres@no.such.host.invalid"), "host name that can't be found"),
        (("&options", "&sslmode=perhaps&options"), "an option that PostgreSQL does not know"),
    ],
)
def test_a_url_to_correct(place: str, tmp_path: Path, change: tuple[str, str], words: str) -> None:
    changed = place.replace(*change)
    if "no.such.host" in changed:
        changed = changed.partition("?host")[0] if "?x=" not in changed else changed
    said = ingest_at(changed, tmp_path)
    assert (said.code, words in said.err) == (FIX_SETTING, True), said.err


def test_rows_come_and_go_in_utf_8_whatever_a_url_says(place: str) -> None:
    other = place.replace("csearch_path", "cclient_encoding%3Dlatin1%20-csearch_path") + "&client_encoding=latin1"
    with open_url(other) as chain:
        assert chain.rows("select current_setting('client_encoding'), 'Café'") == [("UTF8", "Café")]


def test_a_url_without_a_database(tmp_path: Path) -> None:
    said = ingest_at("postgresql://someone@127.0.0.1", tmp_path)
    assert (said.code, "names no database" in said.err) == (FIX_SETTING, True)


def test_a_password_in_the_url_is_refused(tmp_path: Path) -> None:
    said = ingest_at("postgresql://someone:hidden@127.0.0.1/sales", tmp_path)
    assert (said.code, "holds a password" in said.err, "hidden" in said.words) == (FIX_SETTING, True, False)


@pytest.fixture
def asked(postgres: Server, place: str) -> Iterator[str]:
    """The URL for a role that is asked for its password."""
    postgres.execute("create role asked login superuser password 'open sesame'")
    yield of("asked", place)
    postgres.execute("reassign owned by asked to postgres")
    postgres.execute("drop role asked")


@pytest.mark.xdist_group("the role that is asked")
def test_passwords(asked: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """None, a wrong one, and the right one from the environment and from a file; no word ever holds one."""
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "nothing"))
    none = ingest_at(asked, tmp_path)
    assert (none.code, "asks for a password: set PGPASSWORD" in none.err) == (FIX_SETTING, True), none.err
    monkeypatch.setenv("PGPASSWORD", "close sesame")
    wrong = ingest_at(asked, tmp_path)
    assert (wrong.code, "does not take this role and password" in wrong.err) == (FIX_SETTING, True), wrong.err
    monkeypatch.setenv("PGPASSWORD", "open sesame")
    right = ingest_at(asked, tmp_path)
    monkeypatch.delenv("PGPASSWORD")
    (tmp_path / "secret").write_text("open sesame\n")
    monkeypatch.setenv("TILLROLL_PASSWORD_FILE", str(tmp_path / "secret"))
    assert [right.code, ingest_at(asked, tmp_path).code] == [0, 0]
    assert "sesame" not in none.words + wrong.words + right.words


@pytest.mark.xdist_group("the role that is asked")
def test_a_password_that_has_expired(
    asked: str, postgres: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPASSWORD", "open sesame")
    postgres.execute("alter role asked valid until '2021-08-25'")
    said = ingest_at(asked, tmp_path)
    assert (said.code, "it may have expired" in said.err, "sesame" in said.words) == (FIX_SETTING, True, False)
    postgres.execute("alter role asked valid until 'infinity'")
    assert ingest_at(asked, tmp_path).code == 0


@pytest.mark.xdist_group("the role that is asked")
def test_a_password_that_aws_keeps(
    asked: str, postgres: Server, redshift: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A parameter or a secret holds it; when it is changed, the next connection of a run asks for the new one."""
    kept = boto3.client("ssm")
    kept.put_parameter(Name="/tillroll/asked", Value="close sesame", Type="SecureString")
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "nothing"))
    monkeypatch.setenv("TILLROLL_POSTGRES_CREDENTIALS", "ssm:/tillroll/nothing")
    absent = ingest_at(asked, tmp_path)
    assert (absent.code, "AWS ssm refused GetParameter" in absent.err) == (FIX_SETTING, True), absent.err
    monkeypatch.setenv("TILLROLL_POSTGRES_CREDENTIALS", "ssm:/tillroll/asked")
    wrong = ingest_at(asked, tmp_path)
    assert (wrong.code, "does not take this role and password" in wrong.err) == (FIX_SETTING, True), wrong.err
    kept.put_parameter(Name="/tillroll/asked", Value="open sesame", Type="SecureString", Overwrite=True)
    assert ingest_at(asked, tmp_path).code == 0
    engine = Engine.open()
    with closing(engine), closing(PostgresWarehouse.open(engine, asked, "ssm:/tillroll/asked")) as warehouse:
        postgres.execute("alter role asked password 'new sesame'")
        kept.put_parameter(Name="/tillroll/asked", Value="new sesame", Type="SecureString", Overwrite=True)
        ((process,),) = warehouse.execute("select pg_backend_pid()")
        postgres.execute("select pg_terminate_backend(%s, 5000)", process)
        assert warehouse.execute("select count(*) from current_sale") == [(12,)]
    text = json.dumps({"username": "asked", "password": "new sesame"})
    boto3.client("secretsmanager").create_secret(Name="tillroll/asked", SecretString=text)
    monkeypatch.setenv("TILLROLL_POSTGRES_CREDENTIALS", "secretsmanager:tillroll/asked")
    right = ingest_at(asked.replace("asked@", "postgres@"), tmp_path)
    assert (right.code, "sesame" in absent.words + wrong.words + right.words) == (0, False), right.err


def test_too_many_connections(postgres: Server, place: str, role: str, tmp_path: Path) -> None:
    postgres.execute(f"alter role {role} connection limit 0")
    said = ingest_at(of(role, place), tmp_path)
    assert (said.code, "has too many connections" in said.err) == (TRY_AGAIN, True), said.err


def test_a_version_that_is_not_supported(place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "OLDEST", 19)
    monkeypatch.setattr(connections, "NEWEST", 21)
    said = ingest_at(place, tmp_path)
    assert (said.code, "tillroll works with 19 to 21" in said.err) == (FIX_SETTING, True), said.err


# --- no right, no room, no lock ---


def test_a_role_without_rights(place: str, role: str, tmp_path: Path) -> None:
    said = ingest_at(of(role, place), tmp_path)
    assert said.code == FIX_SETTING
    assert "no right" in said.err or "is not there" in said.err
    assert ingest_at(place, tmp_path).code == 0
    reading = tillroll("status", warehouse=of(role, place))
    assert reading.code == FIX_SETTING
    assert "may not" in reading.err or "no right" in reading.err


def test_a_server_that_takes_no_writes(place: str, tmp_path: Path) -> None:
    said = ingest_at(place + "%20-cdefault_transaction_read_only%3Don", tmp_path)
    assert (said.code, "read-only" in said.err) == (FIX_SETTING, True), said.err


def test_a_warehouse_that_is_not_there_yet(place: str) -> None:
    said = tillroll("status", warehouse=place)
    assert (said.code, "there is no warehouse yet" in said.err) == (FIX_SETTING, True), said.err


def test_a_schema_newer_than_the_program(place: str, tmp_path: Path) -> None:
    assert ingest_at(place, tmp_path).code == 0
    with open_url(place) as chain:
        chain.rows("update migration set version = 99")
    for said in (ingest_at(place, tmp_path), tillroll("status", warehouse=place)):
        assert (said.code, "made by a newer tillroll" in said.err) == (FIX_SETTING, True), said.err


FULL = (
    """create function full_disk() returns trigger language plpgsql as $$
begin
    raise exception 'could not extend file for %', new.name using errcode = '53100';
end
$$""",
    "create trigger full_disk before insert on product for each row execute function full_disk()",
)


def test_a_full_disk_loses_nothing(place: str, tmp_path: Path) -> None:
    """The server's own error of a full disk, in the middle of a batch, with a cell in its words."""
    with open_url(place) as chain:
        for statement in FULL:
            chain.rows(statement)
    said = ingest_at(place, tmp_path)
    assert (said.code, "server's disk is full" in said.err) == (TRY_AGAIN, True), said.err
    with open_url(place) as chain:
        assert chain.current == (0, 0)
        chain.rows("drop trigger full_disk on product")
    assert ingest_at(place, tmp_path).code == 0
    assert_same_state(state_of(place), undisturbed(tmp_path / "in"))


def test_a_disk_that_is_really_full(postgres: Server, tmp_path: Path) -> None:
    """The database lies in a tablespace of a few megabytes: the server itself finds no room, and has some later."""
    with small_disk(postgres) as disk:
        (disk / "tables").mkdir()
        if postgres.server.system_user:
            shutil.chown(disk / "tables", postgres.server.system_user)
        postgres.execute(f"create tablespace small location '{disk / 'tables'}'")
        postgres.execute("create database small tablespace small")
        url = postgres.url("small")
        try:
            assert ingest_at(url, tmp_path).code == 0
            size = shutil.disk_usage(disk)
            filler = disk / "filler"
            filler.write_bytes(b"0" * (size.free - 64 * 1024))
            before = state_of(url)
            many = [Sale(datetime(2021, 8, 26) + timedelta(seconds=20 * number)) for number in range(3000)]
            write_file(tmp_path / "more" / "many.csv", till_text(many), datetime(2021, 8, 27))
            said = tillroll("ingest", tmp_path / "more", warehouse=url)
            assert (said.code, "server's disk is full" in said.err) == (TRY_AGAIN, True), said.err
            filler.unlink()
            assert_same_state(state_of(url), before)
            assert tillroll("ingest", tmp_path / "in", tmp_path / "more", warehouse=url).code == 0
            shutil.move(tmp_path / "more" / "many.csv", tmp_path / "in")
            assert_same_state(state_of(url), undisturbed(tmp_path / "in"))
        finally:
            postgres.execute("drop database small with (force)")
            postgres.execute("drop tablespace small")


@contextmanager
def small_disk(postgres: Server) -> Iterator[Path]:
    """A folder with room for 40 MB; the test is skipped where none can be mounted."""
    folder = Path(f"{postgres.server.pgdata}-disk")
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=40m,mode=0755", "none", str(folder)]
    try:
        if not shutil.which("mount") or subprocess.run(words, capture_output=True, check=False).returncode:
            pytest.skip("who runs the tests may not mount a disk")
        try:
            yield folder
        finally:
            subprocess.run(["umount", str(folder)], check=True)  # noqa: S607 - wherever it is
    finally:
        folder.rmdir()


def test_a_lock_that_somebody_keeps(place: str, tmp_path: Path) -> None:
    assert tillroll("ingest", good_files(tmp_path / "first")[0], warehouse=place).code == 0
    with psycopg.connect(place) as other:
        other.execute("lock table sale in access exclusive mode")
        said = ingest_at(place + "%20-clock_timeout%3D300", tmp_path)
        assert (said.code, "kept a lock for too long" in said.err) == (TRY_AGAIN, True), said.err
    assert ingest_at(place, tmp_path).code == 0
    with open_url(place) as chain:
        assert_sound(chain)


# --- a warehouse in use ---


def test_who_writes_is_named_and_readers_never_wait(place: str, tmp_path: Path) -> None:
    assert ingest_at(place, tmp_path).code == 0
    with open_url(place) as writer:
        ((process,),) = writer.rows("select pg_backend_pid()")
        said = ingest_at(place, tmp_path)
        assert said.code == TRY_AGAIN
        assert f"in use by tillroll (server process {process}, role postgres)" in said.err
        assert "give --wait more seconds" in said.err
        assert tillroll("status", warehouse=place).code == 0
        assert tillroll("report", "sales-by-branch", warehouse=place).code == 0


def test_an_ingest_waits_and_says_so_once(place: str, tmp_path: Path) -> None:
    good_files(tmp_path / "in")
    with open_url(place):
        waiting = start("ingest", tmp_path / "in", warehouse=place)
        assert waiting.stderr
        first_word = waiting.stderr.readline()
        assert waiting.poll() is None
    said = ended(waiting)
    assert "in use by tillroll (server process" in first_word
    assert "waiting for it to end, up to 60 s" in first_word
    assert (said.code, said.err) == (0, "")
    assert_same_state(state_of(place), undisturbed(tmp_path / "in"))


def test_two_warehouses_in_one_database_do_not_wait_for_one_another(postgres: Server, tmp_path: Path) -> None:
    with postgres.schema() as one, postgres.schema() as other, open_url(one):
        assert ingest_at(other, tmp_path).code == 0


def test_processes_over_overlapping_folders_end_as_one(place: str, tmp_path: Path) -> None:
    """Each takes half of the files in, in an order of its own: duplicates, corrections and strangers among them."""
    files = many_files(tmp_path / "in")
    folders = [tmp_path / f"part {number}" for number in range(PROCESSES)]
    for number, folder in enumerate(folders):
        folder.mkdir()
        for at in (number, *random.Random(number).sample(range(len(files)), len(files) // 2)):
            link = folder / files[at].name
            if not link.exists():
                os.link(files[at], link)
    delivered = {path.name for folder in folders for path in folder.iterdir()}
    assert delivered == {path.name for path in files}
    running_now = [start("ingest", folder, warehouse=place, wait=300) for folder in folders]
    said = [ended(process) for process in running_now]
    assert {each.code for each in said} <= {0, 3}, [each.err for each in said]
    tell(f"{PROCESSES} processes over {len(files)} files")
    assert_same_state(state_of(place), undisturbed(tmp_path / "in"))
    with open_url(place) as chain:
        assert_sound(chain)


def many_files(folder: Path) -> list[Path]:
    """Twelve branches' days, a correction of each third, a copy of each fourth and a stranger to each sixth."""
    files = []
    for number in range(12):
        branch, evening = f"Branch {number}", datetime(2021, 8, 25, 18, number)
        hours = [Sale(datetime(2021, 8, 25, 9 + hour)) for hour in range(5)]
        odd = [Sale(datetime(2021, 8, 25, 9 + hour, 30)) for hour in range(3)]
        texts = {"day": hours, "correction": hours[:2] + hours[3:], "copy": hours, "stranger": odd}
        every = {"day": 1, "correction": 3, "copy": 4, "stranger": 6}
        for delay, (kind, sales) in enumerate(texts.items()):
            if number % every[kind] == 0:
                path = folder / f"{number}-{kind}.csv"
                text = till_text(sales, branch=branch).replace("Mock Person", f"Mock {kind}")
                files.append(write_file(path, text, evening.replace(hour=18 + delay)))
    return files


# --- a connection that is lost ---


class Fate:
    """Does harm to the server before one of a chain's statements or COPYs."""

    def __init__(self, dies_at: int, harm: Callable[[int], object]) -> None:
        self.dies_at = dies_at
        self.harm = harm
        self.count = 0

    def step(self, connection: psycopg.Connection[object]) -> None:
        self.count += 1
        if self.count == self.dies_at:
            self.harm(connection.info.backend_pid)

    def watch(self, patch: pytest.MonkeyPatch) -> None:
        execute, copy = Session._execute, warehouses.__dict__["copy_in"]

        def executed(session: Session, sql: str, parameters: dict[str, object]) -> list[tuple[object, ...]]:
            if session._connection and not session._connection.closed:
                self.step(session._connection)
            return execute(session, sql, parameters)

        def copied(engine: Engine, connection: psycopg.Connection[object], name: str, order: Sequence[str]) -> None:
            self.step(connection)
            copy(engine, connection, name, order)

        patch.setattr(Session, "_execute", executed)
        patch.setattr(warehouses, "copy_in", copied)


def corrections(folder: Path) -> tuple[Path, Path]:
    """A first folder, and one that corrects it and more."""
    before, after = folder / "before", folder / "after"
    write_file(before / "leeds.csv", day_of("Leeds"), datetime(2021, 8, 25, 18))
    write_file(after / "leeds.csv", day_of("Leeds", sales=6), datetime(2021, 8, 25, 19))
    write_file(after / "york.csv", day_of("York"), datetime(2021, 8, 25, 19))
    write_file(after / "again.csv", day_of("Leeds"), datetime(2021, 8, 25, 20))
    return before, after


def ingest_twice(url: str, before: Path, after: Path, fate: Fate | None = None) -> tuple[Rows, int]:
    with open_url(url) as chain:
        chain.ingest(before)
        with pytest.MonkeyPatch.context() as patch:
            if fate:
                fate.watch(patch)
            report = chain.ingest(after)
        assert len(report.receipts) == 3
        assert chain.rows("select count(*) from receipt") == [(4,)]
        assert chain.rows("select count(*) from run where finished_at is not null") == [(2,)]
        return chain.state(), fate.count if fate else 0


@pytest.mark.parametrize("share", range(SHARES))
def test_a_connection_lost_before_any_statement_is_had_again(postgres: Server, tmp_path: Path, share: int) -> None:
    """Before every fifth statement; before each where Hypothesis draws thoroughly too."""
    before, after = corrections(tmp_path)
    with postgres.schema() as url:
        expected, _ = ingest_twice(url, before, after)

    def end(process: int) -> None:
        postgres.execute("select pg_terminate_backend(%s, 5000)", process)

    losses = 0
    for dies_at in range(1 + share * EVERY, 500, SHARES * EVERY):
        fate = Fate(dies_at, end)
        with postgres.schema() as url:
            found, count = ingest_twice(url, before, after, fate)
        assert_same_state(found, expected)
        if count < dies_at:
            break
        losses += 1
    assert losses > 60 / (SHARES * EVERY)
    tell(f"lost before {losses} statements")


def test_a_connection_lost_within_a_copy(
    postgres: Server, place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While another thread writes the next rows: what it works with is free when the batch is done again."""
    before, after = corrections(tmp_path)
    with postgres.schema() as url:
        expected, _ = ingest_twice(url, before, after)
    texts, copy = copying._texts, copying.copy_in
    processes: list[int] = []
    made: list[str] = []

    def noted(engine: Engine, connection: psycopg.Connection[object], name: str, order: Sequence[str]) -> None:
        processes.append(connection.info.backend_pid)
        copy(engine, connection, name, order)

    def ends(engine: Engine, name: str, columns: dict[str, str]) -> Iterator[str]:
        for text in texts(engine, name, columns):
            made.append(name)
            if made.count("sent_row") in {2, 9}:
                postgres.execute("select pg_terminate_backend(%s, 5000)", processes[-1])
            yield text

    monkeypatch.setattr(copying, "_CHUNK_ROWS", 1)
    monkeypatch.setattr(copying, "_texts", ends)
    monkeypatch.setattr(warehouses, "copy_in", noted)
    found, _ = ingest_twice(place, before, after)
    assert len(set(processes)) == 3
    assert_same_state(found, expected)


def test_a_reader_that_loses_its_connection_is_answered_all_the_same(
    postgres: Server, place: str, tmp_path: Path
) -> None:
    """Reports, which keep temporary tables, checks, the register and exports."""
    before, _ = corrections(tmp_path)

    def answers(chain: Chain) -> list[object]:
        told = Reports(chain.warehouse).answer("sales-by-branch", Choice(dates="all"))
        export_table(chain.warehouse, "sale", tmp_path / "sale.csv", "csv")
        return [told, run_checks(chain.warehouse), register(chain.warehouse), (tmp_path / "sale.csv").read_text()]

    def end(process: int) -> None:
        postgres.execute("select pg_terminate_backend(%s, 5000)", process)

    with open_url(place) as chain:
        chain.ingest(before)
        expected = answers(chain)
        for dies_at in (1, 3, 6, 10, 15, 21, 28, 40, 80, 120):
            with pytest.MonkeyPatch.context() as patch:
                fate = Fate(dies_at, end)
                fate.watch(patch)
                assert answers(chain) == expected, dies_at
            assert fate.count >= dies_at, fate.count


@pytest.mark.parametrize("has_arrived", [True, False])
def test_a_commit_whose_answer_is_lost(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_arrived: bool
) -> None:
    """The server says whether the transaction is there: it is neither lost nor done twice."""
    before, after = corrections(tmp_path)
    execute = Session._execute
    lost: list[str] = []

    def loses(session: Session, sql: str, parameters: dict[str, object]) -> list[tuple[object, ...]]:
        if sql == "commit" and len(lost) < 3 and session._connection:
            lost.append(sql)
            if has_arrived:
                session._connection.execute("commit")
            session._connection.close()
            raise psycopg.OperationalError
        return execute(session, sql, parameters)

    monkeypatch.setattr(Session, "_execute", loses)
    with open_url(place) as chain:
        chain.ingest(before)
        chain.ingest(after)
        assert chain.rows("select count(*) from receipt") == [(4,)]
        state = chain.state()
    assert len(lost) == 3
    monkeypatch.undo()
    with open_chain() as chain:
        chain.ingest(before)
        chain.ingest(after)
        assert_same_state(state, chain.state())


def test_a_server_that_is_killed_and_comes_back(tmp_path: Path) -> None:
    """The whole server is killed between two statements of a batch, and started again."""
    before, after = corrections(tmp_path)
    with running(Path(tempfile.gettempdir(), f"tillroll-killed-{uuid4().hex[:8]}")) as server:
        with server.schema() as url:
            expected, _ = ingest_twice(url, before, after)
        with server.schema() as url:
            found, _ = ingest_twice(url, before, after, Fate(40, lambda _process: server.crash()))
    assert_same_state(found, expected)
    shutil.rmtree(server.server.pgdata)
