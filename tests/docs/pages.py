"""The documents of the repository, as their fenced blocks and links."""

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

_FENCE = re.compile(
    r"(?:<!-- (?P<notes>[^>\n]*?) -->\n)?^(?P<indent> *)(?P<mark>```+)(?P<language>\w*)\n(?P<text>.*?)^ *(?P=mark)$",
    re.MULTILINE | re.DOTALL,
)
_SETUP = re.compile(r"^<!-- setup\n(?P<text>.*?)^-->$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\((?P<target>[^)\s]+)\)|!\[[^\]]*\]\((?P<picture>[^)\s]+)\)")
_HTML_LINK = re.compile(r'(?:href|src)="(?P<target>[^"]+)"')
_HEADING = re.compile(r"^#+ (?P<title>.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """One fenced block, and what the comment right above it says of it: `save as: …`, `exit: …`, `not run: …`."""

    line: int
    language: str
    text: str
    notes: dict[str, str]


def pages() -> list[Path]:
    """Every Markdown file of the repository."""
    folders = (ROOT.glob("*.md"), (ROOT / "docs").rglob("*.md"))
    return sorted(path for found in folders for path in found)


def guides() -> list[Path]:
    """The pages whose blocks a reader types in: they must run."""
    return [path for path in pages() if name_of(path).startswith(("README", *_GUIDES))]


_GUIDES = ("docs/tutorial/", "docs/how-to/", "docs/runbooks/")


def name_of(path: Path) -> str:
    """The page's path in the repository."""
    return path.relative_to(ROOT).as_posix()


def blocks(text: str) -> list[Block]:
    """The fenced blocks of a page and its hidden set-up, in order."""
    return sorted([*_fenced(text), *_set_up(text)], key=lambda block: block.line)


def _fenced(text: str) -> Iterator[Block]:
    for match in _FENCE.finditer(text):
        words = textwrap.dedent(match["text"]) if match["indent"] else match["text"]
        yield Block(_line(text, match.start()), match["language"], words, _notes(match["notes"]))


def _set_up(text: str) -> Iterator[Block]:
    for match in _SETUP.finditer(text):
        yield Block(_line(text, match.start()), "sh", match["text"], {"setup": ""})


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _notes(text: str | None) -> dict[str, str]:
    key, _, value = (text or "").partition(": ")
    return {key: value} if text else {}


def links(text: str) -> list[str]:
    """What a page links to or shows, outside its blocks."""
    prose = _FENCE.sub("", text)
    marked = [match["target"] or match["picture"] for match in _LINK.finditer(prose)]
    return marked + [match["target"] for match in _HTML_LINK.finditer(prose)]


def anchors(text: str) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    return {_anchor(match["title"]) for match in _HEADING.finditer(_FENCE.sub("", text))}


def _anchor(title: str) -> str:
    plain = re.sub(r"[^\w\- ]", "", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", title).lower())
    return plain.strip().replace(" ", "-")
