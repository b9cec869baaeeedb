"""What a file's name can tell: a branch, a date, a till. It is a hint, never an identity."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

ENDINGS = (".csv", ".csv.gz", ".txt", ".tsv", ".json", ".jsonl", ".ndjson", ".gz")
LISTS = frozenset({"branches.csv", "products.csv", "closures.csv"})

_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})-(\d{1,2})-(\d{4})(?!\d)")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_FOLDERS = re.compile(r"(?:^|/)(\d{4})/(\d{1,2})/(\d{1,2})(?:/|$)")
_NO_DATE = r"(?!\d{1,2}-\d{1,2}-\d{4}(?!\d)|\d{4}-\d{1,2}-\d{1,2}(?!\d))"
_TILL = re.compile(
    rf"(?:^|[_\-. ])till(?:[_\- ]?{_NO_DATE}(\d{{1,4}}[A-Z]?)|[_\- ]([A-Z]\d{{0,3}}))(?=$|[_\-. (])", re.IGNORECASE
)
_WRITTEN_DATE = re.compile(r"(\d{4})\D?(\d{1,2})\D?(\d{1,2})|(\d{1,2})\D(\d{1,2})\D(\d{4})")
_EXPORT_WORDS = frozenset(
    [
        "items",
        "transactions",
        "sales",
        "orders",
        "export",
        "exports",
        "report",
        "reports",
        "data",
        "raw",
        "till",
        "tills",
        "roll",
        "receipts",
        "summary",
        "detail",
        "details",
        "daily",
    ]
)
LONG_NUMBER = re.compile(
    r"\d{13,}|\d{4}(?:[ -]\d{4}){2}[ -]\d{1,7}|[3-6]\d{3}(?:[._]\d{4}){2}[._]\d{1,7}|3\d{3}([ ._-])\d{6}\1\d{4,5}"
)
"""Digits as many as a card number has, in one run or grouped as on a card."""
_SEPARATORS = re.compile(r"[\s_\-]+")


@dataclass(frozen=True, slots=True)
class FileName:
    """What one file's name supplies; every part may be missing."""

    branch: str | None
    day: date | None
    till: str | None
    hints: tuple[str, ...]


def is_till_file(name: str) -> bool:
    """Whether a file in a folder is taken for a till file: by its ending; hidden files and reference lists are not.

    >>> is_till_file("leeds.CSV"), is_till_file(".leeds.csv"), is_till_file("branches.csv"), is_till_file("notes.docx")
    (True, False, False, False)
    """
    lower = name.lower()
    return lower.endswith(ENDINGS) and lower not in LISTS and not lower.startswith(".")


def slug(name: str) -> str:
    """A name's key: composed, case folded, runs of blanks, ``_`` and ``-`` as one ``-``.

    >>> slug("London  Brixton"), slug("southend-on-sea"), slug("isle_of_wight")
    ('london-brixton', 'southend-on-sea', 'isle-of-wight')
    """
    folded = unicodedata.normalize("NFC", name).casefold().strip()
    return _SEPARATORS.sub("-", folded).strip("-")


def mask_long_numbers(text: str) -> str:
    """The text with every card-length run of digits starred: people paste card numbers into file names.

    >>> mask_long_numbers("leeds 4111 1111 1111 1111.csv")
    'leeds *************.csv'
    """
    return LONG_NUMBER.sub("*" * 13, text)


def _real_date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _branch_name(text: str) -> str | None:
    """A text that may be a branch: it has a letter, and words other than those that exports are called by."""
    text = text.strip(" _-.")
    words = set(slug(text).split("-"))
    return text if any(c.isalpha() for c in text) and not words <= _EXPORT_WORDS else None


def _branch_and_day(stem: str) -> tuple[str | None, date | None]:
    if match := _YEAR_FIRST.search(stem):
        before, after = stem[: match.start()], re.split(r"[.(]", stem[match.end() :])[0]
        return _branch_name(after) or _branch_name(before), _real_date(*match.groups())
    if match := _DAY_FIRST.search(stem):
        day, month, year = match.groups()
        return _branch_name(stem[: match.start()]), _real_date(year, month, day)
    return None, None


def _day_of_folders(folders: str) -> date | None:
    match = _FOLDERS.search(folders)
    return _real_date(*match.groups()) if match else None


def _by_pattern(stem: str, pattern: str) -> tuple[str | None, date | None, str | None] | None:
    """Branch, date and till as a format's own pattern finds them."""
    match = re.search(pattern, stem)
    if match is None:
        return None
    found = match.groupdict()
    return found.get("branch"), _written_date(found.get("date") or ""), found.get("till")


def _written_date(text: str) -> date | None:
    """A date that a format's pattern found: year first or last, with any mark between, or ``20201105``."""
    match = _WRITTEN_DATE.fullmatch(text)
    if match is None:
        return None
    return _real_date(*(match.group(1, 2, 3) if match[1] else match.group(6, 5, 4)))


def read_file_name(path: str, pattern: str | None = None) -> FileName:
    """The branch, date and till in a path as it was delivered; ``pattern`` is a till format's own.

    >>> read_file_name("in/leeds_23-03-2021_09-00-00.csv").day
    datetime.date(2021, 3, 23)
    >>> read_file_name("2021-02-23-isle-of-wight.excel.csv").branch
    'isle-of-wight'
    """
    pure = PurePath(path)
    till = _TILL.search(pure.name)
    stem = pure.name[: till.start()] + pure.name[till.end() :] if till else pure.name
    branch, day = _branch_and_day(stem)
    own = _by_pattern(pure.name, pattern) if pattern else None
    if own:
        branch, day = own[0] or branch, own[1] or day
    folders = "/".join(pure.parts[:-1])
    hints = tuple(slug(part) for part in (pure.name, *reversed(pure.parts[:-1])))
    till_name = (own[2] if own else None) or (till[1] or till[2] if till else None)
    return FileName(branch, day or _day_of_folders(folders), till_name, hints)
