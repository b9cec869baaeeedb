"""Every link of every page leads somewhere, and no page names the machine it was written on."""

import re
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, anchors, links, name_of, pages

_MACHINE = re.compile(r"/(?:work|home|root|Users)/\w|[A-Z]:\\\\", re.ASCII)


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_every_relative_link_resolves(page: Path) -> None:
    for link in links(page.read_text("utf-8")):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{link} leads nowhere"
        if anchor:
            assert anchor in anchors(target.read_text("utf-8")), f"{link} names no heading"


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_no_page_names_a_machine(page: Path) -> None:
    assert _MACHINE.findall(page.read_text("utf-8")) == []


def test_every_page_can_be_found_from_the_index() -> None:
    index = next(page for page in pages() if name_of(page) == "docs/index.md")
    linked = {(index.parent / link.partition("#")[0]).resolve() for link in links(index.read_text("utf-8"))}
    missing = [name_of(page) for page in pages() if name_of(page).startswith("docs/") and page not in linked]
    assert missing == ["docs/index.md"]


def test_every_picture_is_shown_on_a_page() -> None:
    shown = {(page.parent / link).resolve() for page in pages() for link in links(page.read_text("utf-8"))}
    pictures = (ROOT / "docs" / "pictures").iterdir()
    assert [path.name for path in pictures if path not in shown] == []
