"""Who visits the web app of a simulated chain, and which pages of it, with which filters."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle, islice
from random import Random
from urllib.parse import urlencode

from benchmarks.cases import FIRST_DAY
from benchmarks.chain import NAMED_IN_FILES, Chain

PAGES = ("/today", "/trends", "/branches", "/branches/one", "/products", "/hours", "/reports/sales-by-day", "/data")
PLAIN_PAGES = ("/runs", "/reports", "/account")
"""They have no filters, so each is uncached once."""
DAY_PAGE, DOCUMENT_PAGE = "/data/day", "/data/documents"
PEOPLE = 50
OWNER, MANAGER = "owner-0", "manager-0"
_FEW = 12
"""So often is the page of each other report visited, that of a branch-day and that of a file: they are many."""
_OF_PARTS = ("/today", "/branches", "/products", "/hours", "/reports/sales-by-day")
"""Pages that are told of a part of the sales."""
_KINDS = ("product", "category", "size", "daypart", "tender")
_OF_ONE_BRANCH = ("/branches/one", DAY_PAGE)
_OF_WHOLE_CHAIN, _OF_GROUPS = 4, 10
_PLACES = ("region", "branch")
_Person = tuple[str, tuple[tuple[str, str], ...]]


def people(chain: Chain) -> dict[str, _Person]:
    """Names with role and grants: some of the whole chain, some of regions and franchises, the rest of a branch."""
    found: dict[str, _Person] = {f"owner-{at}": ("owner", ()) for at in range(_OF_WHOLE_CHAIN)}
    groups = zip(cycle(chain.regions), cycle(chain.franchises), strict=False)
    for at, (region, franchise) in enumerate(islice(groups, _OF_GROUPS)):
        found[f"area-{at}"] = ("area", (("region", region),))
        found[f"franchise-{at}"] = ("franchise", (("franchise", franchise),))
    for at, branch in enumerate(islice(cycle(chain.branches), PEOPLE)):
        found[f"manager-{at}"] = ("manager", (("branch", branch),))
    return found


def reports_of_whole_chain() -> list[str]:
    """The pages of reports that are refused to who sees a part of it."""
    from tillroll.report import reports  # noqa: PLC0415 - a child inherits its parent's peak of memory

    return [f"/reports/{report.name}" for report in reports() if not report.can_be_cut]


@dataclass(frozen=True, slots=True)
class Visits:
    """The addresses of pages of a chain with so many days, each page's so many times."""

    chain: Chain
    days: int
    times: int

    @property
    def branch(self) -> str:
        """The branch that is chosen: the manager's, one of the region that is chosen."""
        return self.chain.branches[0]

    def usual(self, page: str) -> str:
        """The page as it opens."""
        return f"{page}?{urlencode({'branch': self.branch})}" if page in _OF_ONE_BRANCH else page

    def addresses(self) -> dict[str, list[str]]:
        """Of each page as many as there are to be, no two with the same filters."""
        rng, found = Random(7), {page: [page] for page in PLAIN_PAGES}
        for page in PAGES:
            found[page] = []
            while len(found[page]) < self.times:
                address = self._filtered(page, rng)
                found[page] += [address] if address not in found[page] else []
        return found

    def few_addresses(self, documents: Sequence[str]) -> dict[str, list[str]]:
        """A few of the page of each report, with its chart, of a branch-day's page and of a file's."""
        from tillroll.report import reports  # noqa: PLC0415 - a child inherits its parent's peak of memory

        rng, few = Random(7), min(_FEW, self.times)
        takes = {f"/reports/{report.name}": report.filters for report in reports()} | {DAY_PAGE: ("dates",)}
        found = {
            page: sorted({self._filtered(page, rng, filters) for _ in range(few)}) if "dates" in filters else [page]
            for page, filters in takes.items()
            if page not in PAGES
        }
        return found | {DOCUMENT_PAGE: [f"{DOCUMENT_PAGE}/{each}" for each in documents[:few]]}

    def part_addresses(self) -> dict[str, list[str]]:
        """Of each page as many as there are kinds of parts, of each kind some."""
        rng = Random(7)
        named = [urlencode({kind: name}) for kind in _KINDS for name in NAMED_IN_FILES[kind]]
        return {page: sorted({f"{self._filtered(page, rng)}&{part}" for part in named}) for page in _OF_PARTS}

    def _filtered(self, page: str, rng: Random, takes: Container[str] = _PLACES) -> str:
        """A span of a day to four weeks, somewhere; for some visits of a region or a branch, for half of none."""
        days = rng.choice((1, 7, 28))
        last = FIRST_DAY + timedelta(days=rng.randrange(min(days, self.days - 1), self.days))
        asked = {"from": f"{last - timedelta(days=days - 1)}", "to": f"{last}"}
        values = {"region": self.chain.regions[0], "branch": self.branch}
        places = [{name: values[name]} for name in _PLACES if name in takes and page not in _OF_ONE_BRANCH]
        asked |= rng.choice([*places, *[dict[str, str]()] * max(len(places), 1)])
        usual = self.usual(page)
        return f"{usual}{'&' if '?' in usual else '?'}{urlencode(asked)}"
