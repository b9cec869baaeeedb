"""What waits and the newest receipts, by branch, region and franchise, within each scope."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.warehouses.days import DAY, EVENING, give_lists, sales
from tests.warehouses.helpers import Chain, open_chain, till_text, write_file
from tillroll.branches import Branch, FranchiseSpan
from tillroll.errors import ConfigurationError
from tillroll.report import Choice, Grant, Reports, Scope, find_role, scope_of

pytestmark = pytest.mark.usefixtures("every_warehouse")
NEXT = DAY + timedelta(days=1)
NOW = datetime(2021, 9, 1, tzinfo=UTC)
NOT_READ = b"\x89PNG\r\n\x1a\n" + bytes(99)
LISTED = (
    Branch(
        *("L1", "Leeds"),
        aliases=("Aire Street",),
        region="North",
        franchises=(FranchiseSpan("Aire", None, DAY), FranchiseSpan("Ouse", NEXT, None)),
    ),
    Branch("Y1", "York", region="North", franchises=(FranchiseSpan("Ouse", None, None),)),
    Branch("B1", "Bath", region="Wales", franchises=(FranchiseSpan("Aire", None, None),)),
    Branch("N1", "Newport", region="Wales"),
    Branch("N2", "Newport", region="North"),
)
LEEDS, LEEDS_NEXT, BOTH, BATH, STRANGER = "leeds.csv", "leeds-next.csv", "both.csv", "bath.csv", "pop-up.csv"
TOLD, CODED, ALIASED, EITHER, UNDATED = (
    *("Leeds_25-08-2021_18-00-00.csv", "Y1_25-08-2021_18-00-00.csv", "Aire Street_26-08-2021_18-00-00.csv"),
    *("Newport_25-08-2021_18-00-00.csv", "Aire Street_31-02-2021_18-00-00.csv"),
)
"""Files that can't be read, whose names tell a branch: by name, code, alias, a name of two, and alias with no day."""
BY_NAME = (TOLD, CODED, ALIASED, EITHER, UNDATED)
UNKNOWN = ("picture.csv", "25-08-2021.csv")
"""Such files whose names tell none."""
EVERY = {LEEDS, LEEDS_NEXT, BOTH, BATH, STRANGER, TOLD, CODED, ALIASED, EITHER, UNDATED, *UNKNOWN}
OF: Mapping[Choice, set[str]] = {
    Choice(): EVERY,
    Choice(branch="Leeds"): {LEEDS, LEEDS_NEXT, BOTH, TOLD, ALIASED, UNDATED, *UNKNOWN},
    Choice(branch="York"): {BOTH, CODED, *UNKNOWN},
    Choice(branch="Bath"): {BATH, *UNKNOWN},
    Choice(branch="Newport (N1)"): {EITHER, *UNKNOWN},
    Choice(region="North"): EVERY - {BATH, STRANGER},
    Choice(region="Wales"): {BATH, EITHER, *UNKNOWN},
    Choice(franchise="Aire"): {LEEDS, BOTH, BATH, TOLD, UNDATED, *UNKNOWN},
    Choice(franchise="Ouse"): {LEEDS_NEXT, BOTH, CODED, ALIASED, UNDATED, *UNKNOWN},
    Choice(branch="Leeds", franchise="Ouse"): {LEEDS_NEXT, ALIASED, UNDATED, *UNKNOWN},
    Choice(branch="York", region="Wales"): {*UNKNOWN},
}
"""The files that may be of what is chosen. One of two branches is of both, and a franchise owns by dates."""


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chain]:
    """Each file waits for a person: it has a row that was rejected, or can't be read, or its branch is on no list."""
    folder = tmp_path_factory.mktemp("files")
    with open_chain(folder / "w.duckdb") as opened:
        give_lists(opened, *LISTED)
        paths = [
            spoilt(folder, LEEDS, ("Leeds", DAY)),
            spoilt(folder, LEEDS_NEXT, ("Leeds", NEXT)),
            spoilt(folder, BOTH, ("Leeds", DAY), ("York", DAY)),
            spoilt(folder, STRANGER, ("Pop-up", DAY)),
            *(write_file(folder / name, NOT_READ + name.encode(), EVENING) for name in BY_NAME),
            *(write_file(folder / name, NOT_READ + name.encode(), EVENING) for name in UNKNOWN),
        ]
        opened.ingest(*paths)
        opened.ingest(spoilt(folder, BATH, ("Bath", NEXT)))
        yield opened


def spoilt(folder: Path, name: str, *days: tuple[str, date]) -> Path:
    """A file of some branch-days with one row of which the total is no amount."""
    text = "".join(till_text(sales(len(branch), 10, 20, day=day), branch=branch) for branch, day in days)
    row = till_text(sales(40, day=days[0][1]), branch=days[0][0]).replace(",2.45,", ",nothing,")
    return write_file(folder / name, text + row, EVENING)


def within(chain: Chain, role: str, *grants: Grant) -> Reports:
    scope = scope_of(chain.warehouse, find_role(role), grants) if grants else Scope()
    return Reports(chain.warehouse, scope=scope)


def told(reports: Reports, choice: Choice) -> tuple[set[str], set[str]]:
    """The files of what waits, and of the receipts."""
    waiting = reports.quarantine(choice, now=NOW)
    return {item.file for item in waiting}, {row.file for row in reports.receipts(choice, most=99, now=NOW)}


@pytest.mark.parametrize("choice", OF, ids=lambda choice: repr(choice.made()))
def test_both_lists_hold_what_may_be_of_the_chosen(chain: Chain, choice: Choice) -> None:
    waiting, receipts = told(within(chain, "owner"), choice)
    assert waiting == OF[choice]
    assert receipts == OF[choice]


def test_what_names_no_branch_says_so(chain: Chain) -> None:
    reports = within(chain, "owner")
    for found in (reports.quarantine(now=NOW), reports.receipts(most=99, now=NOW)):
        assert {each.file for each in found if not each.has_branch} == {*UNKNOWN}


@pytest.mark.parametrize(
    ("role", "grant", "own"),
    [
        ("franchise", Grant("franchise", "Aire"), {LEEDS, BATH, TOLD}),
        ("franchise", Grant("franchise", "Ouse"), {LEEDS_NEXT, CODED, ALIASED}),
        ("area", Grant("region", "North"), {LEEDS, LEEDS_NEXT, BOTH, TOLD, CODED, ALIASED}),
        ("manager", Grant("branch", "leeds"), {LEEDS, LEEDS_NEXT, TOLD, ALIASED}),
        ("manager", Grant("branch", "york"), {CODED}),
        ("manager", Grant("branch", "N1"), set()),
    ],
)
def test_a_part_of_the_chain_is_told_of_no_more_than_it_sees_whatever_it_chooses(
    chain: Chain, role: str, grant: Grant, own: set[str]
) -> None:
    reports = within(chain, role, grant)
    values = reports.values(now=NOW)
    for choice, files in OF.items():
        if all(value in values.get(name, ()) for name, value in choice.made().items()):
            assert told(reports, choice) == (own & files, own & files), choice


@pytest.mark.parametrize("name", ["branch", "region", "franchise"])
def test_what_is_not_ones_own_is_unknown(chain: Chain, name: str) -> None:
    foreign = {"branch": "York", "region": "Wales", "franchise": "Ouse"}[name]
    reports = within(chain, "manager", Grant("branch", "bath" if name != "region" else "leeds"))
    for ask in (reports.quarantine, lambda choice, now: reports.receipts(choice, most=9, now=now)):
        words = []
        for value in (foreign, "Zzyzx"):
            with pytest.raises(ConfigurationError) as refused:
                ask(Choice(**{name: value}), now=NOW)  # type: ignore[arg-type]
            words.append(str(refused.value).replace(value, "…"))
        assert words[0] == words[1]


def test_the_newest_are_the_newest_of_the_chosen(chain: Chain) -> None:
    reports = within(chain, "owner")
    (newest,) = reports.receipts(Choice(branch="Bath"), most=1, now=NOW)
    assert newest.file == BATH
    (newest,) = reports.receipts(Choice(region="North"), most=1, now=NOW)
    assert newest.file in OF[Choice(region="North")] - {BATH}
