"""How long a question may take, and how many requests are in hand at once."""

from pathlib import Path

import pytest

from tests.postgres_server import Server
from tests.web.sites import Served, served
from tillroll import wiring
from tillroll.cli import main
from tillroll.engine import StatementError
from tillroll.report import EVERYTHING
from tillroll.settings import read_settings
from tillroll.web import readers
from tillroll.web.errors import TooSlow
from tillroll.web.limits import Gate
from tillroll.web.readers import Reader
from tillroll.web.site import Site

SLOW = "select count(*) from range(10000000) as a, range(10000000) as b where a.range * b.range = 7"


def ask_slowly(reader: Reader, sql: str) -> None:
    """As the read path asks: a statement that fails is a fault of its name."""
    try:
        reader.opened.warehouse.execute(sql)
    except Exception:  # noqa: BLE001 - of either driver
        raise StatementError("sql/slow.sql failed") from None


def test_a_question_that_takes_too_long_is_ended_and_the_next_is_answered(
    own_chain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with served(own_chain) as shop:
        with monkeypatch.context() as hurried:
            hurried.setattr(readers, "LONGEST_QUESTION_SECONDS", 0.2)
            with pytest.raises(TooSlow), shop.site.reader(EVERYTHING) as reader:
                ask_slowly(reader, SLOW)
        assert shop.signed_in("olive").get("/reports/sales-by-day?dates=all").status_code == 200


def test_a_question_of_postgresql_is_ended_too(
    postgres: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with postgres.schema() as url:
        assert main(["ingest", str(tmp_path), "--warehouse", url]) in {0, None}
        settings = read_settings({"warehouse": url}, {"TILLROLL_ACCOUNTS": str(tmp_path / "people")}, tmp_path)
        with wiring.open_served(settings) as opened, wiring.open_accounts(settings) as accounts:
            site = Site(settings, opened, accounts)
            monkeypatch.setattr(readers, "LONGEST_QUESTION_SECONDS", 0.2)
            with pytest.raises(TooSlow), site.reader(EVERYTHING) as reader:
                ask_slowly(reader, "select pg_sleep(60)")
            site.close()


def test_who_comes_when_too_many_ask_is_told_when_to_come_again(shop: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    signed_in = shop.signed_in("olive")
    monkeypatch.setattr("tillroll.web.app.Gate", lambda *_most: Gate(0))
    client = shop.browser()
    client.cookies = signed_in.cookies
    answer = client.get("/reports")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert "many people ask at once" in answer.text
