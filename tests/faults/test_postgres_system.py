"""What only a server with TLS and languages can show: who it is, another order of texts, views of version 15."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from tests.faults.program import good_files, tillroll
from tests.faults.test_postgres import corrections, ingest_twice, many_files, undisturbed
from tests.system_postgres import PORT, SystemServer, running_system_server
from tests.warehouses.helpers import assert_same_state, assert_sound, open_url, state_of

FIX_SETTING = 2
FIRST_WITH_LANGUAGES = 15
pytestmark = pytest.mark.xdist_group("the machine's own server")


@pytest.fixture(scope="module")
def system() -> Iterator[SystemServer]:
    with running_system_server() as server:
        yield server


@contextmanager
def known_to(what: str) -> Iterator[None]:
    """What the block asks of the server; the test is skipped where its makers left it out."""
    try:
        yield
    except (psycopg.errors.InvalidParameterValue, psycopg.errors.FeatureNotSupported):
        pytest.skip(f"this build of PostgreSQL knows no {what}")


def certify(folder: Path, name: str) -> Path:
    """An authority of its own, and a certificate that it signed for this host; gives back the authority's."""
    if not shutil.which("openssl"):
        pytest.skip("certificates are made with openssl")
    ca, key, request, certificate = (folder / f"{name}.{kind}" for kind in ("ca.pem", "key", "csr", "crt"))
    new = ("req", "-newkey", "rsa:2048", "-nodes")
    openssl(*new, "-x509", "-days", "2", "-subj", "/CN=An authority", "-keyout", folder / f"{name}.ca.key", "-out", ca)
    openssl(*new, "-subj", f"/CN={name}", "-keyout", key, "-out", request)
    (folder / "names").write_text(f"subjectAltName=DNS:{name}\n")
    signed = ("x509", "-req", "-days", "2", "-in", request, "-CA", ca, "-CAkey", folder / f"{name}.ca.key")
    openssl(*signed, "-CAcreateserial", "-extfile", folder / "names", "-out", certificate)
    return ca


def openssl(*words: str | Path) -> None:
    subprocess.run(["openssl", *words], check=True, capture_output=True)  # noqa: S607 - wherever it is


def test_a_server_must_prove_who_it_is(system: SystemServer, tmp_path: Path) -> None:
    """With verify-full the right authority and host name are taken; another name, authority or none at all is not."""
    ca, foreign = certify(tmp_path, "localhost"), certify(tmp_path, "elsewhere.example")
    for kind in ("key", "crt"):
        target = system.folder / "data" / f"server.{kind}"
        shutil.copyfile(tmp_path / f"localhost.{kind}", target)
        system.give(target)
    with known_to("TLS"):
        system.execute("alter system set ssl = on")
    system.execute("select pg_reload_conf()")
    system.execute("create database tls")
    files = good_files(tmp_path / "in")[0]

    def code(host: str, **options: object) -> tuple[int, str]:
        words = "&".join(f"{name}={value}" for name, value in options.items())
        said = tillroll("ingest", files, warehouse=f"postgresql://postgres@{host}:{PORT}/tls?{words}")
        return said.code, said.err

    assert code("localhost", sslmode="verify-full", sslrootcert=ca) == (0, "")
    for host, root in (("127.0.0.1", ca), ("localhost", foreign), ("localhost", tmp_path / "nothing.pem")):
        found, words = code(host, sslmode="verify-full", sslrootcert=root)
        assert (found, "could not prove who it is" in words) == (FIX_SETTING, True), words
    system.execute("alter system set ssl = off")
    system.execute("select pg_reload_conf()")
    found, words = code("localhost", sslmode="verify-full", sslrootcert=ca)
    assert (found, "offers no TLS" in words) == (FIX_SETTING, True), words


def test_a_database_in_another_order_gives_the_same_rows(system: SystemServer, tmp_path: Path) -> None:
    """British English sorts `a` before `B`; our tables, temporary ones too, sort by bytes all the same."""
    if system.version < FIRST_WITH_LANGUAGES:
        pytest.skip("a database of this version takes its language from the machine")
    with known_to("languages"):
        system.execute(
            "create database british template template0 encoding 'UTF8' lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8' "
            "locale_provider icu icu_locale 'en-GB'"
        )
    url = system.url("british")
    with open_url(url) as chain:
        assert chain.rows("select 'a' < 'B'") == [(True,)]
    many_files(tmp_path / "in")
    assert tillroll("ingest", tmp_path / "in", warehouse=url).code in {0, 3}
    assert_same_state(state_of(url), undisturbed(tmp_path / "in"))
    own = tmp_path / "own.duckdb"
    tillroll("ingest", tmp_path / "in", warehouse=own)
    for report in ("sales-by-branch", "most-demanded-products", "sales-by-day", "top-branch-by-day"):
        told = [tillroll("report", report, "--json", "--dates", "all", warehouse=each) for each in (url, own)]
        assert told[0].out == told[1].out, report
    with open_url(url) as chain:
        assert_sound(chain)


def test_corrections_on_the_machines_version(system: SystemServer, tmp_path: Path) -> None:
    system.execute("create database corrected")
    before, after = corrections(tmp_path)
    found, _ = ingest_twice(system.url("corrected"), before, after)
    (tmp_path / "both").mkdir()
    for path in (*before.iterdir(), *after.iterdir()):
        shutil.copy2(path, tmp_path / "both" / f"{path.parent.name}-{path.name}")
    assert_same_state(found, undisturbed(tmp_path / "both"))
