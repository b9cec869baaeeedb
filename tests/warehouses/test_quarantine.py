"""What waits for a person, what a decision does to it, and what reading a file again does and leaves alone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from tests.warehouses.days import DAY, EVENING, failures, file_of, give_lists, sales
from tests.warehouses.helpers import Chain, Sale, assert_conserved, assert_same_state, open_chain, till_text, write_file
from tillroll import quarantine
from tillroll.adapters.folder import find_documents
from tillroll.branches import Branch
from tillroll.contract.values import Keep, Receipt
from tillroll.errors import ConfigurationError
from tillroll.formats.format_file import load_formats
from tillroll.ingest import RunReport
from tillroll.quarantine import ChangedDay, Released, release
from tillroll.report import QuarantineItem, find_document, quarantine_item
from tillroll.report import quarantine as waiting

LATER = datetime(2021, 8, 25, 19)
LAST = datetime(2021, 8, 25, 20)
pytestmark = pytest.mark.usefixtures("every_warehouse")
VOUCHERS = """
name = "vouchers"
title = "The dash till, with vouchers"
grain = "sale"
width = 7
personal = [3, 7]
[columns]
placed_at = 1
branch = 2
basket = 4
total = 5
tender = 6
[basket]
price_separators = [" - "]
[tender]
other = ["LUNCHEON"]
"""
PIPES = VOUCHERS.replace("vouchers", "pipes").replace("[columns]", 'delimiter = "|"\n[columns]', 1)


@pytest.fixture
def chain(tmp_path: Path) -> Iterator[Chain]:
    with open_chain(tmp_path / "warehouse.duckdb") as opened:
        yield opened
        assert failures(opened) == {}


def deliver(chain: Chain, folder: Path, name: str, held: list[Sale], at: datetime = EVENING) -> Receipt:
    return chain.take(file_of(folder, name, held, delivered_at=at))


def with_stranger(chain: Chain, folder: Path) -> Receipt:
    """A day of three sales, and a file of two others among them, which is held."""
    deliver(chain, folder, "leeds.csv", sales(0, 10, 20))
    return deliver(chain, folder, "stranger.csv", sales(5, 15), LATER)


def decide(chain: Chain, receipt: Receipt, keep: Keep, *, always: bool = False) -> Released:
    return release(chain.engine, chain.warehouse, chain.setup, receipt.document_id[:8], keep, always=always)


def replay(chain: Chain, *paths: Path) -> RunReport:
    documents = find_documents(list(map(str, paths)))
    report = quarantine.replay(chain.engine, chain.warehouse, chain.setup, documents)
    assert_conserved(report.receipts)
    return report


def kinds(chain: Chain) -> list[tuple[str, str, int]]:
    return [(item.file, item.kind, item.rows) for item in waiting(chain.warehouse)]


def use_format(chain: Chain, folder: Path, text: str) -> None:
    (folder / "formats").mkdir(exist_ok=True)
    (folder / "formats" / "own.toml").write_text(text, encoding="utf-8")
    chain.setup = replace(chain.setup, formats=load_formats(folder / "formats"))


# The list


def test_nothing_waits_in_a_clean_warehouse(chain: Chain, tmp_path: Path) -> None:
    deliver(chain, tmp_path, "leeds.csv", sales(0, 10))
    assert waiting(chain.warehouse) == []


def test_each_kind_is_listed_in_the_order_of_delivery(chain: Chain, tmp_path: Path) -> None:
    stranger = with_stranger(chain, tmp_path)
    spoilt = [*sales(0, 10), replace(sales(30)[0], adds_up=False)]
    deliver(chain, tmp_path, "spoilt.csv", spoilt, LAST)
    deliver(chain, tmp_path, "part.csv", sales(0, 20), LAST + timedelta(minutes=1))
    chain.take(write_file(tmp_path / "picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(99), LAST + timedelta(minutes=2)))
    found = [(item.file, item.kind, item.sales, item.rows, item.pence) for item in waiting(chain.warehouse)]
    assert found == [
        ("stranger.csv", "held", 2, 2, 490),
        ("spoilt.csv", "contained", 2, 2, 490),
        ("spoilt.csv", "rejected", 0, 1, 250),
        ("part.csv", "contained", 2, 2, 490),
        ("picture.csv", "unreadable", 0, 0, 0),
    ]
    held, _, rejected, *_, unreadable = waiting(chain.warehouse)
    assert held == QuarantineItem(
        *(UUID(stranger.document_id), "stranger.csv", "leeds", "", DAY, "held", stranger.reason),
        *(2, 490, 2, LATER),
    )
    assert rejected.reason == "rows rejected by rule: total_matches_lines 1"
    assert (unreadable.branch_id, unreadable.trading_date) == ("", None)


def test_what_others_let_count_does_not_wait(chain: Chain, tmp_path: Path) -> None:
    deliver(chain, tmp_path, "old.csv", sales(0, 10, 20, 30, 40))
    deliver(chain, tmp_path, "new.csv", sales(0, 10, 20, 30, 45), LATER)
    deliver(chain, tmp_path, "copy.csv", sales(0, 10, 20, 30, 40), LAST)
    deliver(chain, tmp_path, "old.csv", sales(0, 10, 20, 30, 40), LAST)
    (item,) = waiting(chain.warehouse)
    assert (item.kind, item.sales, item.pence) == ("held", 1, 245)


def test_one_document_is_shown_in_full_and_without_its_text(chain: Chain, tmp_path: Path) -> None:
    spoilt = [*sales(0, 10, 20), replace(sales(30)[0], adds_up=False)]
    receipt = deliver(chain, tmp_path, "spoilt.csv", spoilt)
    detail = quarantine_item(chain.warehouse, receipt.document_id.upper()[:10])
    (rejected,) = detail.rejections
    assert (rejected.line_no, rejected.column, rejected.rule, rejected.pence) == (
        4,
        "total",
        "total_matches_lines",
        250,
    )
    assert (detail.state, detail.format, detail.data_rows, detail.rows_rejected) == ("read", "dash", 4, 1)
    picture = chain.take(write_file(tmp_path / "notes.csv", "Dear Ann,\nsee you\n", LATER))
    shown = quarantine_item(chain.warehouse, picture.document_id)
    assert (shown.state, bool(shown.shape), shown.rejections) == ("unreadable", True, ())
    assert "Ann" not in repr(shown)


@pytest.mark.parametrize(
    ("prefix", "words"),
    [
        ("", "named by the first letters"),
        ("xyz", "named by the first letters"),
        ("0000000000", "no document's id begins"),
    ],
)
def test_an_id_that_names_no_document_is_refused(chain: Chain, prefix: str, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        find_document(chain.warehouse, prefix)


def test_an_id_that_names_several_is_refused(chain: Chain, tmp_path: Path) -> None:
    paths = [file_of(tmp_path, f"{at}.csv", sales(at)) for at in range(17)]
    ids = [receipt.document_id for receipt in chain.ingest(*paths).receipts]
    shared = next(first for first in {each[0] for each in ids} if sum(each[0] == first for each in ids) > 1)
    with pytest.raises(ConfigurationError, match="documents' ids begin with"):
        find_document(chain.warehouse, shared)


# Decisions


@pytest.mark.parametrize(
    ("keep", "outcome", "count"), [("both", "extended", 5), ("old", "dismissed", 3), ("new", "corrected", 4)]
)
def test_a_decision_says_which_sales_count(chain: Chain, tmp_path: Path, keep: Keep, outcome: str, count: int) -> None:
    receipt = with_stranger(chain, tmp_path)
    released = decide(chain, receipt, keep)
    assert [share.outcome for share in released.shares] == [outcome]
    assert chain.current == (count, count * 245)
    changed = (ChangedDay("leeds", DAY, 3, count, 735, count * 245),)
    assert (released.file, released.days) == ("stranger.csv", changed if count > 3 else ())
    assert kinds(chain) == []


def test_a_shrinking_document_can_be_released_as_a_correction(chain: Chain, tmp_path: Path) -> None:
    deliver(chain, tmp_path, "leeds.csv", sales(0, 10, 20))
    part = deliver(chain, tmp_path, "part.csv", sales(0, 20), LATER)
    assert (part.outcome, kinds(chain)) == ("contained", [("part.csv", "contained", 2)])
    decide(chain, part, "new")
    assert (chain.current, kinds(chain)) == ((2, 490), [])


def test_a_decision_comes_after_files_of_the_future_and_earlier_decisions(chain: Chain, tmp_path: Path) -> None:
    tomorrow = datetime.now(UTC).replace(tzinfo=None, microsecond=0) + timedelta(days=1)
    deliver(chain, tmp_path, "leeds.csv", sales(0, 10, 20))
    receipt = deliver(chain, tmp_path, "stranger.csv", sales(5, 15), tomorrow)
    decide(chain, receipt, "both", always=True)
    assert chain.current == (5, 1225)
    other = deliver(chain, tmp_path, "other.csv", sales(0, 10, 15, 20), tomorrow + timedelta(hours=1))
    assert other.outcome == "contained"
    decide(chain, other, "new")
    assert chain.current == (4, 980)
    moments = chain.rows("select decided_at from decision order by decided_at")
    assert moments == [(tomorrow,), (tomorrow + timedelta(hours=1),)]


def test_a_standing_rule_holds_for_strangers_before_and_after(chain: Chain, tmp_path: Path) -> None:
    next_day = date(2021, 8, 26)
    receipt = with_stranger(chain, tmp_path)
    deliver(chain, tmp_path, "26.csv", sales(0, 10, 20, day=next_day))
    deliver(chain, tmp_path, "26-stranger.csv", sales(5, 15, day=next_day), LATER)
    released = decide(chain, receipt, "both", always=True)
    assert [(day.trading_date, day.orders_before, day.orders) for day in released.days] == [
        (DAY, 3, 5),
        (next_day, 3, 5),
    ]
    assert deliver(chain, tmp_path, "third.csv", sales(7, 17), LAST).outcome == "extended"
    assert (chain.current[0], kinds(chain)) == (12, [])


def test_nothing_to_decide_is_refused(chain: Chain, tmp_path: Path) -> None:
    receipt = deliver(chain, tmp_path, "leeds.csv", sales(0, 10))
    with pytest.raises(ConfigurationError, match="nothing of this document waits"):
        decide(chain, receipt, "both")
    give_lists(chain, Branch("Y1", "York"), Branch("L1", "Leeds"))
    unknown = chain.take(file_of(tmp_path, "bath.csv", sales(0), "Bath"))
    with pytest.raises(ConfigurationError, match=r"can't be released: its branch is not in branches\.csv"):
        decide(chain, unknown, "both")
    assert chain.rows("select * from decision") == []


# Replay


def test_replay_of_files_that_read_as_before_changes_nothing(chain: Chain, tmp_path: Path) -> None:
    spoilt = [*sales(0, 10, 20), replace(sales(30)[0], adds_up=False)]
    paths = [
        file_of(tmp_path, "one.csv", spoilt),
        file_of(tmp_path, "two.csv", sales(0, 10, 20, 40), delivered_at=LATER),
        file_of(tmp_path, "stranger.csv", sales(5, 15), delivered_at=LAST),
        file_of(tmp_path, "leeds.jsonl", sales(0, 50, 50), form="stream"),
        file_of(tmp_path, "york.csv", sales(0, 0, 10), "York"),
    ]
    chain.ingest(*paths)
    before = chain.state()
    for turn in ([path] for path in paths):
        replay(chain, *turn)
        assert_same_state(before, chain.state())
    report = replay(chain, *paths)
    assert_same_state(before, chain.state())
    assert set(report.outcomes) <= {"duplicate", "held", "contained", "extended"}
    assert (report.total("sales_loaded"), report.total("sales_withdrawn")) == (0, 0)


def test_replay_takes_rows_that_a_mended_format_reads(chain: Chain, tmp_path: Path) -> None:
    text = till_text(sales(0, 10, 20)) + till_text(sales(30)).replace("CARD", "LUNCHEON")
    path = write_file(tmp_path / "leeds.csv", text, EVENING)
    first = chain.take(path)
    assert (first.rows_rejected, first.rejected_by_rule, chain.current) == (1, {"tender": 1}, (3, 735))
    use_format(chain, tmp_path, VOUCHERS)
    assert chain.take(path).outcome == "duplicate"
    (receipt,) = replay(chain, path).receipts
    assert (receipt.rows_loaded, receipt.rows_already_there, receipt.rows_rejected) == (1, 3, 0)
    assert (chain.current, kinds(chain)) == ((4, 980), [])
    with open_chain(setup=chain.setup) as undisturbed:
        undisturbed.take(path)
        assert_same_state(undisturbed.state(), chain.state())


def test_replay_withdraws_what_a_file_no_longer_holds(chain: Chain, tmp_path: Path) -> None:
    use_format(chain, tmp_path, VOUCHERS)
    text = till_text(sales(0, 10, 20)) + till_text(sales(30)).replace("CARD", "LUNCHEON")
    path = write_file(tmp_path / "leeds.csv", text, EVENING)
    chain.take(path)
    chain.setup = replace(chain.setup, formats=load_formats(None))
    (receipt,) = replay(chain, path).receipts
    assert (receipt.outcome, receipt.sales_withdrawn, receipt.pence_withdrawn) == ("corrected", 1, 245)
    assert (receipt.rows_already_there, receipt.rows_rejected, chain.current) == (3, 1, (3, 735))


def test_a_replayed_document_keeps_its_place_and_the_decision_about_it(chain: Chain, tmp_path: Path) -> None:
    receipt = with_stranger(chain, tmp_path)
    decide(chain, receipt, "new")
    before = chain.state()
    replay(chain, tmp_path / "stranger.csv")
    replay(chain, tmp_path / "leeds.csv")
    assert_same_state(before, chain.state())


def test_a_replay_of_a_later_copy_keeps_the_earliest_place(chain: Chain, tmp_path: Path) -> None:
    deliver(chain, tmp_path, "leeds.csv", sales(0, 10))
    deliver(chain, tmp_path, "copy.csv", sales(0, 10), LAST)
    before = chain.state()
    replay(chain, tmp_path / "copy.csv")
    assert_same_state(before, chain.state())


def test_an_unreadable_file_is_taken_once_a_format_fits_it(chain: Chain, tmp_path: Path) -> None:
    text = till_text(sales(0, 10, 20)).replace(",", "|")
    path = write_file(tmp_path / "leeds.csv", text, EVENING)
    assert chain.take(path).outcome == "unreadable"
    assert chain.take(path).outcome == "unreadable"
    use_format(chain, tmp_path, PIPES)
    assert chain.take(path).outcome == "loaded"
    assert (chain.current, kinds(chain)) == ((3, 735), [])
    assert chain.take(path).outcome == "duplicate"


def test_what_a_document_restated_stays_its_own_when_its_name_comes_to_matter(chain: Chain, tmp_path: Path) -> None:
    use_format(chain, tmp_path, PIPES)
    chain.take(file_of(tmp_path, "leeds.csv", sales(0, 10)))
    text = till_text(sales(0, 10, 20)).replace(",", "|")
    path = write_file(tmp_path / "leeds_25-08-2021.csv", text, LATER)
    chain.take(path)
    use_format(chain, tmp_path, PIPES.replace("branch = 2\n", "").replace("[3, 7]", "[2, 3, 7]"))
    replay(chain, path)
    restated = chain.rows(
        "select distinct doc.name_branch_id, changed.pence_after "
        "from restatement as changed join document as doc on changed.document_id = doc.document_id"
    )
    assert restated == [("leeds", 735)]


def test_an_unreadable_file_keeps_its_place_when_its_name_matters_at_last(chain: Chain, tmp_path: Path) -> None:
    text = till_text(sales(0, 10, 20), branch="").replace(",", "|")
    paths = [
        write_file(tmp_path / "leeds_25-08-2021.csv", text, EVENING),
        write_file(tmp_path / "york_25-08-2021.csv", text, LATER),
    ]
    assert chain.ingest(*paths).outcomes == {"unreadable": 2}
    use_format(chain, tmp_path, PIPES)
    assert chain.ingest(*paths).outcomes == {"loaded": 2}
    owners = chain.rows(
        "select file, count(distinct document_id), min(name_branch_id), max(name_branch_id) "
        "from receipt join document using (document_id) group by file order by file"
    )
    assert owners == [("leeds_25-08-2021.csv", 1, "leeds", "leeds"), ("york_25-08-2021.csv", 1, "york", "york")]
    assert chain.rows("select branch_id, delivered_at from document_day order by branch_id, delivered_at") == [
        ("leeds", EVENING),
        ("york", LATER),
    ]


def test_a_file_that_can_no_longer_be_read_stays_as_it_was(chain: Chain, tmp_path: Path) -> None:
    use_format(chain, tmp_path, PIPES)
    path = write_file(tmp_path / "leeds.csv", till_text(sales(0, 10)).replace(",", "|"), EVENING)
    chain.take(path)
    before = chain.state()
    chain.setup = replace(chain.setup, formats=load_formats(None))
    report = replay(chain, path)
    (postponed,) = report.postponed
    assert postponed.reason.startswith("could be read before and can't be now, so what was read stays")
    assert (report.receipts, postponed.needs_person) == ([], True)
    assert_same_state(before, chain.state())


def test_replay_takes_in_what_is_not_known(chain: Chain, tmp_path: Path) -> None:
    (receipt,) = replay(chain, file_of(tmp_path, "leeds.csv", sales(0, 10))).receipts
    assert (receipt.outcome, chain.current) == ("loaded", (2, 490))
