"""A simulated chain with franchises, its site, and people of every role who may sign in."""

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from argon2 import PasswordHasher
from fastapi.testclient import TestClient
from httpx2 import Response

from tests.faults.program import url
from tillroll import wiring
from tillroll.cli import main
from tillroll.report import quarantine
from tillroll.settings import Settings, read_settings
from tillroll.web.app import create_app
from tillroll.web.site import Site

HOME = "http://127.0.0.1"
PASSWORD = "a password of the tests"  # noqa: S105 - of nobody
FRANCHISE, OTHER = "Three Kettles", "Northern Roast"
PEOPLE: Mapping[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "olive": ("owner", ()),
    "fern": ("franchise", (("franchise", FRANCHISE),)),
    "noor": ("franchise", (("franchise", OTHER),)),
    "aria": ("area", (("region", "Wales"),)),
    "max": ("manager", (("branch", "watford"),)),
    "sam": ("staff", (("branch", "watford"),)),
    "ana": ("analyst", ()),
    "otto": ("operator", ()),
}
_HELD = "09:41,{0},A Guest,Large Latte - 2.45,2.45,CASH,\n13:13,{0},B Guest,Regular Tea - 1.30,1.30,CASH,"
HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
"""Quickly tried: passwords that the program hashes itself have its full cost."""


def make_chain(folder: Path, branches: int = 12, days: int = 7) -> Path:
    """The warehouse of a chain with faults; of 12 branches and 7 days, one branch changes hands in it."""
    out = folder / "chain"
    assert main(["simulate", str(out), "--branches", str(branches), "--days", str(days), "--faults"]) in {0, None}
    path = folder / "w.duckdb"
    main(["ingest", str(out / "landing"), "--warehouse", url(path)])
    return path


def hold_file(chain: Path, folder: Path, branch: str, *days: int) -> Path:
    """Take in a file of days of April whose sales lie among those that the branch sent: it is held."""
    return _hold(chain, folder / f"{branch.lower()}_{days[0]}-04-2026_12-00-00.csv", [(branch, day) for day in days])


def _hold(chain: Path, path: Path, days: Sequence[tuple[str, int]], *rows: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    sales = (f"{day}/04/2026 {sale}" for branch, day in days for sale in _HELD.format(branch).split("\n"))
    path.write_text("".join(f"{row}\n" for row in (*sales, *rows)))
    main(["ingest", str(path), "--warehouse", url(chain)])
    return path


def restate(chain: Path, folder: Path, name: str, *days: tuple[str, int]) -> Path:
    """Take in a file of branches and their days of April, with a row that is rejected, and count all of its sales."""
    branch, day = days[0]
    spoilt = f"{day}/04/2026 15:07,{branch},C Guest,Large Latte - 2.45,9.99,CASH,"
    path = _hold(chain, folder / name, days, spoilt)
    with wiring.open_warehouse(settings_of(chain)) as opened:
        (document_id,) = {item.document_id for item in quarantine(opened.warehouse) if item.file == name}
    main(["quarantine", "release", str(document_id), "--keep", "both", "--warehouse", url(chain)])
    return path


def landing_of(chain: Path) -> Path:
    """The till files of the chain whose warehouse lies there."""
    return chain.parent / "chain" / "landing"


@dataclass
class Clock:
    """The time as the site sees it; a test may turn it, or have it stand."""

    ahead: float = 0.0
    stands_at: float | None = None

    def __call__(self) -> float:
        return (time.time() if self.stands_at is None else self.stands_at) + self.ahead


@dataclass
class Served:
    """A site, and browsers without a window that visit it."""

    site: Site
    clock: Clock
    closing: ExitStack
    clients: dict[str, TestClient] = field(default_factory=dict)

    def browser(self) -> TestClient:
        """One that nobody knows yet."""
        return TestClient(create_app(self.site), base_url=HOME, follow_redirects=False)

    def signed_in(self, name: str) -> TestClient:
        """One of a person who has signed in; it stays connected, for that costs as much as a small page."""
        if name not in self.clients:
            self.clients[name] = self.closing.enter_context(self.browser())
            assert sign_in(self.clients[name], name).status_code == 303
        return self.clients[name]


def token_of(response: Response) -> str:
    """The form token of a page."""
    found = re.search(r'name="form_token" value="([^"]+)"', response.text)
    assert found, response.text
    return found[1]


def sign_in(client: TestClient, name: str, password: str = PASSWORD) -> Response:
    token = token_of(client.get("/sign-in"))
    return client.post("/sign-in", data={"form_token": token, "name": name, "password": password})


def post(client: TestClient, address: str, page: str = "/account", **fields: str) -> Response:
    """Post a form of a page."""
    return client.post(address, data=fields | {"form_token": token_of(client.get(page))})


def settings_of(path: Path) -> Settings:
    said = {"warehouse": url(path), "wait": "0", "settle": "0.5", "every": "0.2"}
    return read_settings(said, {}, path.parent)


@contextmanager
def served(path: Path, *folders: Path, has_users: bool = True, clock: Clock | None = None) -> Iterator[Served]:
    settings, clock = settings_of(path), clock or Clock()
    with wiring.open_warehouse(settings) as opened, wiring.open_accounts(settings) as accounts:
        for name, (role, grants) in PEOPLE.items() if has_users else ():
            accounts.add_user(name, role, HASH, grants, 0.0)
        site = Site(settings, opened, accounts, folders, ("127.0.0.1", "testserver"), clock)
        with ExitStack() as closing:
            closing.callback(site.close)
            yield Served(site, clock, closing)
