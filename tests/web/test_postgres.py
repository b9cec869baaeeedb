"""The web app over a PostgreSQL warehouse: pages, a release that takes the lock, and others who write meanwhile."""

from contextlib import ExitStack
from pathlib import Path

from tests.postgres_server import Server
from tests.web.sites import HASH, Clock, Served, landing_of, post
from tillroll import wiring
from tillroll.cli import main
from tillroll.report import quarantine
from tillroll.settings import read_settings
from tillroll.web.site import Site


def test_pages_over_postgresql(postgres: Server, chain: Path, tmp_path: Path) -> None:
    landing = str(landing_of(chain))
    with postgres.schema() as url:
        main(["ingest", landing, "--warehouse", url])
        said = {"warehouse": url, "wait": "0"}
        settings = read_settings(said, {"TILLROLL_ACCOUNTS": str(tmp_path / "people")}, tmp_path)
        with wiring.open_served(settings) as opened, wiring.open_accounts(settings) as accounts, ExitStack() as stack:
            accounts.add_user("olive", "owner", HASH, (), 0.0)
            site = Site(settings, opened, accounts, (), ("127.0.0.1",), Clock())
            stack.callback(site.close)
            client = Served(site, Clock(), stack).signed_in("olive")
            for address in ("/data", "/runs", "/reports/sales-by-branch?dates=all", "/reports/findings?dates=all"):
                assert client.get(address).status_code == 200, address
            held = next(each for each in quarantine(opened.warehouse) if each.kind in {"held", "contained"})
            page = f"/data/documents/{held.document_id}"
            with wiring.open_warehouse(settings):
                assert main(["report", "sales-by-day", "--warehouse", url]) == 0
                assert post(client, f"{page}/release", page, keep="both").status_code == 503
            assert post(client, f"{page}/release", page, keep="both").status_code == 303
            assert main(["ingest", landing, "--warehouse", url, "--wait", "0"]) in {0, 3}
        assert (tmp_path / "people").is_file()
