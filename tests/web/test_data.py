"""Data: what waits and the newest receipts, of what is chosen and of what the visitor sees."""

import re
from html import unescape
from pathlib import Path

from tests.faults.program import url
from tests.web.sites import FRANCHISE, OTHER, hold_file, served
from tillroll.cli import main
from tillroll.contract.values import RULES
from tillroll.report import quarantine

NOT_READ = b"\x89PNG\r\n\x1a\n" + bytes(99)
UNPLACED = "no branch is known of it: shown whatever is chosen"
STRANGER, TOLD, HELD = "till.csv", "watford_25-04-2026_12-00-00.csv", "grimsby_21-04-2026_12-00-00.csv"


def lists_of(page: str) -> tuple[set[str], set[str]]:
    """The files that wait, and those of the newest receipts."""
    waiting, receipts = page.split('<h2 id="waiting">')[1].split('<h2 id="receipts">')
    return files_of(waiting), files_of(receipts)


def files_of(part: str) -> set[str]:
    return set(re.findall('<a href="/data/documents/[^"]*">([^<]*)</a>', part))


def test_what_waits_and_the_newest_receipts_follow_the_filters(own_chain: Path, tmp_path: Path) -> None:
    for name in (STRANGER, TOLD):
        (tmp_path / name).write_bytes(NOT_READ + name.encode())
        main(["ingest", str(tmp_path / name), "--warehouse", url(own_chain)])
    hold_file(own_chain, tmp_path / "held", "Grimsby", 21)
    with served(own_chain) as shop:
        owner = shop.signed_in("olive")
        (number,) = re.findall("<caption>([0-9]+) waiting</caption>", owner.get("/data").text)
        of_watford = owner.get("/data?branch=Watford").text
        waiting, receipts = lists_of(of_watford)
        assert waiting == {STRANGER, TOLD}
        assert STRANGER in receipts
        assert {name.split("_")[0] for name in receipts - {STRANGER}} == {"watford"}
        assert of_watford.count(UNPLACED) == 2
        assert UNPLACED not in owner.get("/data").text
        assert f"{int(number) - 2} more wait outside of what is chosen" in of_watford
        assert '<a href="/data?#waiting">show all that waits</a>' in of_watford
        assert HELD in lists_of(owner.get(f"/data?franchise={OTHER}").text)[0]
        assert HELD not in lists_of(owner.get(f"/data?franchise={FRANCHISE}").text)[0]
        assert lists_of(owner.get("/data?branch=Watford&to=2021-01-01").text) == (waiting, receipts)
        for name in ("fern", "max"):
            page = shop.signed_in(name).get("/data").text
            assert STRANGER not in page
            assert TOLD in lists_of(page)[0]
            assert "grimsby_21" not in page
        assert shop.signed_in("noor").get("/data?branch=Grimsby").text.count(HELD) == 2
        refused = [shop.signed_in("max").get(f"/data?branch={each}") for each in ("Grimsby", "Zzyzxby")]
        assert [each.status_code for each in refused] == [400, 400]
        assert refused[0].text.replace("Grimsby", "…") == refused[1].text.replace("Zzyzxby", "…")


def test_pages_say_why_files_wait_in_words_of_their_own(own_chain: Path, tmp_path: Path) -> None:
    """No option of a command, and no rule by its short name."""
    (tmp_path / "letter.csv").write_bytes(b"SECRET,words\nand,more SECRET\n")
    main(["ingest", str(tmp_path / "letter.csv"), "--warehouse", url(own_chain)])
    hold_file(own_chain, tmp_path / "held", "Grimsby", 21)
    with served(own_chain) as shop:
        owner, items = shop.signed_in("olive"), quarantine(shop.site.opened.another().warehouse)
        assert {item.kind for item in items} == {"held", "contained", "rejected", "unreadable"}
        documents = {
            item.document_id: unescape(owner.get(f"/data/documents/{item.document_id}").text) for item in items
        }
        data = unescape(owner.get("/data").text)
        waiting = data.split('<h2 id="waiting">')[1].split('<h2 id="rejections">')[0]
        for page in (waiting, *documents.values()):
            assert not re.search("--keep|tillroll (quarantine|formats)|total_matches_lines|placed_at", page)
        for item in items:
            for rule, rows in item.rules:
                why = f"{rows} row{'s' * (rows > 1)} because {RULES[rule]}"
                assert why in waiting
                assert why in documents[item.document_id]
        assert "another till, or a wrong file? Say which sales count" in waiting
        unlisted = {item.document_id for item in items if "branches.csv" in (item.reason or "")}
        open_ones = {item.document_id for item in items if item.kind in {"held", "contained"}}
        assert unlisted
        asking = {document_id for document_id, page in documents.items() if "Which sales count?" in page}
        assert asking == open_ones - unlisted
        assert "fits no till format: whoever runs tillroll can add one for this till" in waiting
        gone = owner.get("/data/documents/ffffffffffff")
        assert "No document's id begins with ffffffffffff" in unescape(gone.text)
        assert "quarantine list" not in gone.text
