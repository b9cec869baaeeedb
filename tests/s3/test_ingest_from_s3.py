"""`tillroll ingest s3://…`: the same warehouse, receipts and exit codes as from a folder; each file fetched once.

Grain: one test a claim. S3 is an emulator; what it can't refuse is refused in its place.
"""

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.entrypoints.conftest import Run
from tests.entrypoints.till_files import CARD, DAY, HOURS, LISTED, REJECTED, deliver, sale, sales
from tests.s3.places import NIGHT, Place, asked, cut_off, refused
from tests.warehouses.helpers import Chain, assert_same_state, assert_sound, open_chain
from tillroll.adapters.raw_bucket import ObjectGone, ObjectRefused, RawFiles, RawObject, fetch, find_objects, is_taken
from tillroll.batch import Postponed
from tillroll.contract.values import Document
from tillroll.errors import ConfigurationError, TryAgainLater
from tillroll.ingest import Ingest, RunReport

SAMPLES = os.environ.get("TILLROLL_SAMPLES")
ODD = "odd keys/Ŵrexham+100%/2021/8/5/leeds (in)?#&=é%20ŵ.csv"


def keys(url: str) -> list[str]:
    return [each.raw.key for each in find_objects(url)[0]]


def take(chain: Chain, *urls: str) -> RunReport:
    """One run over places in S3."""
    raw, ingest = RawFiles(), Ingest(chain.engine, chain.warehouse, chain.setup)
    ingest.source = raw
    return ingest.run([document for url in urls for document in raw.find(url)])


# --- what is found ---


def test_found_are_till_files_in_order_of_delivery_with_their_whole_keys(place: Place) -> None:
    taken = ["landing/2021/8/5/york.csv", "landing/leeds.csv.gz", "landing/LEEDS.TXT", "landing/a.jsonl"]
    for key in [*taken, "landing/.hidden.csv", "landing/.old/a.csv", "landing/notes.docx", "landing/x/branches.csv"]:
        place.put(key, DAY)
    place.put("landing/folder.csv/", "")
    place.put("landing2/leeds.csv", DAY)
    with asked("GetObject", place) as fetched:
        assert keys(f"{place.url}/landing") == taken
        assert keys(f"{place.url}/landing/") == taken
        assert keys(place.url) == [*taken, "landing2/leeds.csv"]
    assert fetched == []
    assert is_taken(taken[0])
    assert not is_taken("landing/.old/a.csv")


def test_an_object_has_one_name_and_time_whoever_asks_and_is_taken_once(place: Place, tmp_path: Path) -> None:
    version = place.put("landing/leeds.csv", DAY, NIGHT + timedelta(microseconds=123456))
    raw = RawFiles()
    (document,) = raw.find(f"{place.url}/landing")
    assert raw.find(place.url) == raw.find(f"{place.url}/landing/leeds.csv") == []
    assert (document.name, document.delivered_at, document.byte_count) == ("landing/leeds.csv", NIGHT, len(DAY))
    fetched = fetch(RawObject(place.name, "landing/leeds.csv", version), tmp_path)
    assert fetched.path.read_text() == DAY
    assert fetched.path.stat().st_mtime_ns == fetched.modified_ns == document.modified_ns
    told = ("name", "delivered_at", "byte_count", "modified_ns")
    assert [getattr(fetched, name) for name in told] == [getattr(document, name) for name in told]


def test_a_named_object_is_taken_whatever_its_ending_and_a_named_list_is_none(place: Place) -> None:
    for key in ("in/leeds.export", "in/.leeds.csv", "in/branches.csv"):
        place.put(key, DAY)
    assert keys(f"{place.url}/in/leeds.export") == ["in/leeds.export"]
    assert keys(f"{place.url}/in/.leeds.csv") == ["in/.leeds.csv"]
    assert keys(f"{place.url}/in/branches.csv") == []


def test_within_a_second_objects_come_by_key_and_versions_in_their_own_order(place: Place) -> None:
    versions = [place.put(key, DAY, NIGHT) for key in ("b.csv", "a.csv", "b.csv")]
    found, has_versions = find_objects(place.url)
    assert has_versions
    assert [versions.index(each.raw.version) for each in found] == [1, 0, 2]


def test_deleted_files_were_delivered_and_their_deletion_was_not(place: Place) -> None:
    place.put("leeds.csv", DAY)
    place.delete("leeds.csv")
    assert keys(place.url) == ["leeds.csv"]
    with open_chain() as chain:
        assert [receipt.outcome for receipt in take(chain, place.url).receipts] == ["loaded"]


@pytest.mark.parametrize("is_versioned", [True, False])
def test_more_objects_than_one_answer_holds_are_all_found(
    emulated_aws: None, request: pytest.FixtureRequest, is_versioned: bool
) -> None:
    place = Place.make(f"many-{is_versioned}".lower(), is_versioned=is_versioned)
    expected = [f"2021/{number}/leeds.csv" for number in range(1001)]
    for key in reversed(expected):
        place.put(key, "", NIGHT)
    place.put(expected[0], "again", NIGHT + timedelta(hours=1))
    with asked("ListObjectVersions", place) as lists:
        found, _ = find_objects(place.url)
    assert len(lists) == 2
    assert len(found) == 1001 + is_versioned
    assert {each.raw.key for each in found} == set(expected)
    assert [each.raw.key for each in found] == [*sorted(expected if is_versioned else expected[1:]), expected[0]]
    with refused("ListObjectVersions", "AccessDenied"):
        now, has_versions = find_objects(place.url)
    assert not has_versions
    assert (len(now), {each.raw.version for each in now}) == (1001, {None})


# --- what becomes of it ---


@pytest.mark.usefixtures("every_warehouse")
def test_the_same_warehouse_as_from_a_folder_and_twice_fetches_nothing(place: Place, tmp_path: Path) -> None:
    texts = {
        "leeds_25-08-2021.csv": DAY,
        "2021/8/25/york.csv": sales(HOURS, branch="York") + REJECTED,
        "again.csv": DAY,
        "more.csv": DAY + sale("16:45"),
        "other.csv": sales(("09:10", "12:20"), item="Mocha"),
        "empty.csv": "",
        ODD: sales(HOURS, branch="Hull"),
        f"card {CARD}.csv": sales(HOURS, branch="Ely"),
    }
    for key, text in texts.items():
        place.put(key, text)
        path = deliver(tmp_path / "landing" / key, text)
        os.utime(path, (place.times[key].timestamp(),) * 2)
    with open_chain() as here, open_chain() as there:
        expected = here.ingest(tmp_path / "landing")
        with asked("GetObject", place) as fetched:
            assert take(there, place.url).outcomes == expected.outcomes
        assert len(fetched) == len(texts)
        assert_same_state(there.state(), here.state())
        assert_sound(there)
        with asked("GetObject", place) as fetched:
            again = take(there, place.url)
        assert [unquote(url).partition("?")[0].rpartition("/")[2] for url in fetched] == ["empty.csv"]
        twice = here.ingest(tmp_path / "landing")
        assert_same_state(there.state(), here.state())
        assert sorted(again.receipts, key=str) == sorted(twice.receipts, key=str)


@pytest.mark.usefixtures("every_warehouse")
def test_versions_of_one_key_are_taken_in_their_order(place: Place) -> None:
    place.put("leeds.csv", sales(HOURS[:4]))
    place.put("leeds.csv", sales(HOURS[:8]))
    place.put("leeds.csv", sales(HOURS))
    with open_chain() as chain:
        report = take(chain, place.url)
        assert [(each.outcome, each.sales_loaded) for each in report.receipts] == [
            ("loaded", 4),
            ("extended", 4),
            ("extended", 8),
        ]
        assert chain.current == (16, 3440)
        with asked("GetObject", place) as fetched:
            assert take(chain, place.url).outcomes == {"duplicate": 3}
        assert fetched == []


def test_a_file_of_the_same_name_second_and_size_is_never_taken_for_a_known_one(place: Place) -> None:
    place.put("leeds.csv", sales(HOURS[:8]), NIGHT)
    place.put("leeds.csv", sales(HOURS[8:]), NIGHT)
    with open_chain() as chain:
        take(chain, place.url)
        assert chain.current == (16, 3440)
        with asked("GetObject", place) as fetched:
            take(chain, place.url)
        assert len(fetched) == 2
        assert chain.current == (16, 3440)


def test_only_one_batch_lies_on_this_disk_and_only_while_it_is_read(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tillroll.ingest.BATCH_FILES", 3)
    for hour in range(8):
        place.put(f"leeds_{hour}.csv", sale(f"{9 + hour:02}:00"))
    seen: list[int] = []

    class Watched(RawFiles):
        @contextmanager
        def bring(
            self, documents: Sequence[Document], on_postponed: Callable[[Postponed], None]
        ) -> Iterator[Sequence[Document]]:
            with super().bring(documents, on_postponed) as here:
                seen.append(sum(document.path.exists() for document in found))
                yield here

    raw = Watched()
    found = raw.find(place.url)
    with open_chain() as chain:
        ingest = Ingest(chain.engine, chain.warehouse, chain.setup)
        ingest.source = raw
        assert ingest.run(found).total("sales_loaded") == 8
    assert seen == [3, 3, 2]
    assert not any(document.path.exists() for document in found)


def test_unversioned_buckets_are_read_without_the_right_to_versions(emulated_aws: None) -> None:
    place = Place.make("plain-bucket", is_versioned=False)
    place.put("leeds.csv", DAY)
    with asked("GetObject", place) as fetched, open_chain() as chain:
        assert take(chain, place.url).outcomes == {"loaded": 1}
    assert "versionId" not in fetched[0]


def test_an_object_that_was_there_before_its_bucket_had_versions_is_read_as_it_was(emulated_aws: None) -> None:
    place = Place.make("late-versions", is_versioned=False)
    place.put("leeds.csv", sales(HOURS[:8]))
    place.version()
    place.put("leeds.csv", DAY)
    assert [each.raw.version == "null" for each in find_objects(place.url)[0]] == [True, False]
    with open_chain() as chain:
        report = take(chain, place.url)
        assert [(each.outcome, each.sales_loaded) for each in report.receipts] == [("loaded", 8), ("extended", 8)]


# --- what goes wrong with one object ---


def outcomes(place: Place) -> dict[str, str]:
    """One run; the reason of each file that was postponed, and its exit code's kind."""
    with open_chain() as chain:
        report = take(chain, place.url)
        assert "loaded" in report.outcomes
        return {each.file: f"{each.reason} ({'person' if each.needs_person else 'later'})" for each in report.postponed}


@pytest.mark.parametrize(
    ("code", "status", "words"),
    [
        ("NoSuchVersion", 404, "was deleted before it was read: put it there again if it should count (later)"),
        ("SlowDown", 503, "AWS s3 is busy (SlowDown): run again in a moment (later)"),
        ("InternalError", 500, "AWS s3 is busy (InternalError): run again in a moment (later)"),
        (
            *("AccessDenied", 403),
            "may not be read (AccessDenied): allow s3:GetObjectVersion, and kms:Decrypt if it is encrypted so (person)",
        ),
        ("InvalidObjectState", 403, "lies in an archive of S3: restore it there first (person)"),
    ],
)
def test_an_object_that_cant_be_had_is_postponed_and_the_others_load(
    place: Place, monkeypatch: pytest.MonkeyPatch, code: str, status: int, words: str
) -> None:
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    place.put("leeds.csv", DAY)
    place.put("york.csv", sales(HOURS, branch="York"))
    with refused("GetObject", code, status=status, only="york"):
        assert outcomes(place) == {"york.csv": words}


def test_an_object_that_is_deleted_after_it_was_found_is_told_and_its_version_is_gone(
    place: Place, tmp_path: Path
) -> None:
    version = place.put("leeds.csv", DAY)
    raw = RawFiles()
    found = raw.find(place.url)
    place.delete("leeds.csv", version)
    with open_chain() as chain:
        ingest = Ingest(chain.engine, chain.warehouse, chain.setup)
        ingest.source = raw
        (postponed,) = ingest.run(found).postponed
    assert "was deleted before it was read" in postponed.reason
    for gone in (RawObject(place.name, "leeds.csv", version), RawObject(place.name, "leeds.csv")):
        with pytest.raises(ObjectGone):
            fetch(gone, tmp_path)


def test_an_object_that_is_replaced_after_it_was_found_is_left_for_the_next_run(emulated_aws: None) -> None:
    place = Place.make("replaced-bucket", is_versioned=False)
    place.put("leeds.csv", sales(HOURS[:8]))
    raw = RawFiles()
    found = raw.find(place.url)
    place.put("leeds.csv", DAY)
    with open_chain() as chain:
        ingest = Ingest(chain.engine, chain.warehouse, chain.setup)
        ingest.source = raw
        (postponed,) = ingest.run(found).postponed
        assert postponed == Postponed("leeds.csv", "was replaced before it was read: run again")
        assert take(chain, place.url).outcomes == {"loaded": 1}


def test_what_breaks_off_is_for_later_and_what_is_refused_for_a_person(place: Place, tmp_path: Path) -> None:
    place.put("leeds.csv", DAY)
    with cut_off("GetObject"), pytest.raises(TryAgainLater, match="broke off while it was fetched"):
        fetch(RawObject(place.name, "leeds.csv"), tmp_path)
    with refused("GetObject", "KMS.DisabledException", status=400), pytest.raises(ObjectRefused, match="allow s3:Get"):
        fetch(RawObject(place.name, "leeds.csv"), tmp_path)
    with refused("GetObject", "ExpiredToken", status=400), pytest.raises(ConfigurationError, match="ExpiredToken"):
        fetch(RawObject(place.name, "leeds.csv"), tmp_path)


# --- the program ---


def test_the_program_mixes_s3_and_folders_and_uses_the_lists_at_the_top(place: Place, run: Run) -> None:
    place.put("landing/leeds.csv", DAY)
    place.put("landing/branches.csv", LISTED)
    deliver(Path("here/york.csv"), sales(HOURS, branch="York"))
    ran = run("ingest", f"{place.url}/landing", "here")
    assert (ran.code, ran.err) == (0, "")
    assert "2: 2 loaded" in ran.out
    assert "32, £68.80" in ran.out
    again = run("ingest", f"{place.url}/landing", "here", "--json")
    assert again.code == 0
    assert [each.get("outcome") for each in again.objects] == ["duplicate", "duplicate", None]
    assert run("ingest", f"{place.url}/landing", f"{place.url}/landing/branches.csv").code == 2


def test_two_lists_are_named_by_their_places(place: Place, run: Run) -> None:
    for key in ("one/branches.csv", "two/branches.csv", "three/leeds.csv", "lists/Branches.csv"):
        place.put(key, LISTED if "ranches" in key else DAY)
    ran = run("ingest", f"{place.url}/one", f"{place.url}/two/")
    assert ran.code == 2
    one, two = f"{place.url}/one/branches.csv", f"{place.url}/two/branches.csv"
    assert f"{one} and {two}: which one counts? Say so with --branches" in ran.err
    assert run("ingest", f"{place.url}/three", f"{place.url}/lists/Branches.csv").code == 0
    with refused("GetObject", "AccessDenied", only="one/branches"):
        ran = run("ingest", f"{place.url}/one")
    assert (ran.code, f"{one} may not be read (AccessDenied)" in ran.err) == (2, True)


def test_the_staged_form_is_kept_and_replay_reads_anew(place: Place, run: Run) -> None:
    place.put("leeds.csv", DAY)
    assert run("ingest", place.url, "--staged", "staged").code == 0
    assert run("ingest", place.url, "--staged", "staged").code == 0
    assert "1 object" in run("staged", "verify", "--staged", "staged").out
    with asked("GetObject", place) as fetched:
        assert run("quarantine", "replay", place.url).code == 0
    assert any("leeds.csv" in url for url in fetched)
    assert run("rebuild", "--from", "staged", "--warehouse", "duckdb:///other.duckdb").code == 0


def test_files_that_wait_end_with_the_exit_codes_of_folders(place: Place, run: Run) -> None:
    place.put("leeds.csv", DAY + REJECTED)
    with refused("GetObject", "NoSuchVersion", status=404):
        ran = run("ingest", place.url)
    assert (ran.code, "nothing is lost: the next run takes it" in ran.out) == (4, True)
    with refused("GetObject", "AccessDenied", only="leeds"):
        ran = run("ingest", place.url, "--json")
    assert (ran.code, ran.objects[0]["outcome"]) == (3, "postponed")
    ran = run("ingest", place.url)
    assert (ran.code, "1 of 17 rows rejected" in ran.out) == (3, True)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("s3://no-such-bucket-of-ours/x", "s3://no-such-bucket-of-ours: there is no such bucket: check the spelling"),
        ("{url}/no-such-prefix", "there is no such object or prefix: check the spelling (patterns don't work)"),
        ("{url}/leed", "there is no such object or prefix"),
        ("{url}/leeds_*.csv", "there is no such object or prefix"),
        ("s3://", "names no bucket: write s3://BUCKET or s3://BUCKET/PREFIX"),
        ("s3:///leeds.csv", "names no bucket"),
        ("s3://our bucket/leeds.csv", "names no bucket"),
    ],
)
def test_a_place_that_is_not_there_is_said(place: Place, run: Run, path: str, words: str) -> None:
    place.put("leeds_1.csv", DAY)
    ran = run("ingest", path.format(url=place.url))
    assert (ran.code, ran.out) == (2, "")
    assert words in ran.err


def test_who_may_not_list_is_told_which_right_is_missing(place: Place, run: Run) -> None:
    place.put("landing/leeds.csv", DAY)
    with refused("ListObjectVersions", "AccessDenied"):
        ran = run("ingest", place.url)
        assert ran.code == 0
        assert f"{place.url}: only the latest version of each file can be seen there" in ran.err
        with refused("ListObjectsV2", "AccessDenied"):
            ran = run("ingest", f"{place.url}/landing")
    assert ran.code == 2
    assert f"{place.url}/landing/ may not be listed: allow s3:ListBucket, as docs/how-to/ingest-from-s3.md" in ran.err


def test_an_archive_is_refused_and_commands_that_read_a_disk_say_so(place: Place, run: Run) -> None:
    place.put("leeds.csv", DAY)
    ran = run("ingest", place.url, "--archive", "done")
    assert (ran.code, Path("done").exists()) == (2, False)
    assert "--archive: files in S3 stay there: leave it out" in ran.err
    for argv in (("explain", f"{place.url}/leeds.csv"), ("prepare", place.url, "--staged", "staged")):
        ran = run(*argv)
        assert ran.code == 2
        assert "this command reads files on a disk: copy them here first" in ran.err


def test_without_aws_s_library_it_says_what_to_install(place: Place, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "botocore.exceptions", None)
    ran = run("ingest", place.url)
    assert ran.code == 2
    assert "install it with pip install 'tillroll[aws]'" in ran.err


# --- real files ---


@pytest.mark.skipif(not SAMPLES, reason="TILLROLL_SAMPLES names no folder of sample files")
def test_the_landing_samples_give_the_figures_of_their_manifest(place: Place, tmp_path: Path) -> None:
    for path in sorted(Path(SAMPLES or "", "landing").iterdir()):
        place.put(path.name, path.read_bytes())
        copied = shutil.copy(path, tmp_path)
        os.utime(copied, (place.times[path.name].timestamp(),) * 2)
    with open_chain() as there, open_chain() as here:
        assert len(take(there, place.url).receipts) == 36
        assert there.current == (10_776, 6_587_355)
        here.ingest(tmp_path)
        assert_same_state(there.state(), here.state())
        with asked("GetObject", place) as fetched:
            assert take(there, place.url).outcomes == {"duplicate": 36}
        assert fetched == []
        assert there.current == (10_776, 6_587_355)
