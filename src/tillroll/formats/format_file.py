"""The file of a till format: TOML, read and checked into a value.

``FORMAT_KEYS`` is the one list of keys: validation, messages and the reference page read it.
"""

import difflib
import re
import tomllib
import zoneinfo
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Literal

from tillroll.cells import Money, Tender
from tillroll.errors import ConfigurationError
from tillroll.filename import slug
from tillroll.formats.till_format import LINE_ROLES, SALE_ROLES, Basket, ColumnRef, Moment, TillFormat, header_key


@dataclass(frozen=True, slots=True)
class FormatKey:
    """One key a format file may hold."""

    path: str
    kind: Literal["text", "number", "texts", "columns", "column_map", "tender_words"]
    help: str
    one_of: tuple[str, ...] = ()
    required: bool = False


FORMAT_KEYS: tuple[FormatKey, ...] = (
    FormatKey("name", "text", "a short name for the format, letters, digits and dashes", required=True),
    FormatKey("title", "text", "what people call the till"),
    FormatKey("grain", "text", "what one row is: a whole sale, or one line of a sale", ("sale", "line"), required=True),
    FormatKey("encoding", "text", "csv, or json for one JSON array a line", ("csv", "json")),
    FormatKey("delimiter", "text", "the character between columns"),
    FormatKey("width", "number", "how many columns a row has; for columns by position"),
    FormatKey("columns", "column_map", "which column holds what, by header name or by position from 1", required=True),
    FormatKey("personal", "columns", "columns that hold personal data; they are never read"),
    FormatKey("sale", "columns", "for grain = line: the columns that together make one sale"),
    FormatKey("refund", "texts", "for grain = line: the words in the event column that mean a refund"),
    FormatKey("branch", "text", "the branch, when the files name none"),
    FormatKey("file_name", "text", "a regular expression with groups branch, date or till for the file's name"),
    FormatKey("basket.kind", "text", "items in one text, or size, name, price triples", ("items", "triples")),
    FormatKey("basket.sizes", "texts", "the size words that may stand before an item's name"),
    FormatKey("basket.price_separators", "texts", "what stands between name and price, the usual one first"),
    FormatKey("basket.item_separator", "text", "what stands between two items"),
    FormatKey("money.decimal_mark", "text", "the decimal mark", (".", ",")),
    FormatKey("money.unit", "text", "whether amounts are pounds or whole pence", ("pounds", "pence")),
    FormatKey("time.date_order", "text", "which comes first in 05/11/2020", ("day_first", "month_first")),
    FormatKey("time.date_patterns", "texts", "strptime patterns, where the usual date forms do not fit"),
    FormatKey("time.time_patterns", "texts", "strptime patterns, where the usual time forms do not fit"),
    FormatKey("time.zone", "text", "the IANA time zone the till writes in, if not the branch's own"),
    FormatKey("tender", "tender_words", "the till's own words for cash, card and other"),
)
_SECTIONS = ("basket", "money", "time")
_TENDERS: tuple[Tender, ...] = ("cash", "card", "other")


class _Reader:
    """Reads one format file's keys, gathering what is wrong instead of stopping at the first."""

    def __init__(self, values: Mapping[str, Any], where: str) -> None:
        self.values = values
        self.where = where
        self.faults: list[str] = []

    def fault(self, path: str, fix: str) -> None:
        self.faults.append(f"{self.where}: {path}: {fix}")

    def raw(self, path: str) -> Any:  # noqa: ANN401 - TOML holds anything
        section, _, key = path.rpartition(".")
        table = self.values.get(section, {}) if section else self.values
        return table.get(key) if isinstance(table, Mapping) else None

    def read(self, key: FormatKey) -> Any:  # noqa: ANN401 - the kind decides
        value = self.raw(key.path)
        if value is None:
            if key.required:
                self.fault(key.path, f"is missing: give {key.help}")
            return None
        if not _KINDS[key.kind](value):
            self.fault(key.path, f"{_WANTED[key.kind]}: it is {key.help}")
            return None
        if key.one_of and value not in key.one_of:
            self.fault(key.path, f"must be {' or '.join(repr(word) for word in key.one_of)}: it is {key.help}")
            return None
        return value

    def unknown_keys(self) -> None:
        known = [key.path for key in FORMAT_KEYS]
        for path in _paths(self.values):
            if path not in known and path.partition(".")[0] not in {"columns", "tender"}:
                near = difflib.get_close_matches(path, known, 1)
                self.fault(path, f"is not a key; did you mean {near[0]}?" if near else "is not a key: remove it")


def _paths(values: Mapping[str, Any]) -> Iterable[str]:
    for key, value in values.items():
        if key in _SECTIONS and isinstance(value, Mapping):
            yield from (f"{key}.{inner}" for inner in value)
        else:
            yield key


def _is_ref(value: object) -> bool:
    return (isinstance(value, int) and not isinstance(value, bool) and value >= 1) or (
        isinstance(value, str) and bool(value)
    )


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) and item for item in value)


_KINDS: Mapping[str, Callable[[Any], bool]] = {
    "text": lambda value: isinstance(value, str) and bool(value),
    "number": lambda value: isinstance(value, int) and not isinstance(value, bool) and value > 0,
    "texts": _is_texts,
    "columns": lambda value: isinstance(value, list) and all(map(_is_ref, value)),
    "column_map": lambda value: isinstance(value, Mapping) and all(map(_is_ref, value.values())),
    "tender_words": lambda value: isinstance(value, Mapping) and all(map(_is_texts, value.values())),
}
_WANTED = {
    "text": 'must be a text in quotes, as in "dash"',
    "number": "must be a whole number above 0, as in 7",
    "texts": 'must be a list of texts, as in ["Large", "Regular"]',
    "columns": 'must be a list of header names or of positions from 1, as in [3, 7] or ["Customer Name"]',
    "column_map": 'must name a column for each part, by header name ("Date") or by position from 1 (1)',
    "tender_words": 'must list words, as in cash = ["CASH"], card = ["CARD"]',
}


def _check_roles(reader: _Reader, grain: object, columns: Mapping[str, ColumnRef]) -> None:
    roles = SALE_ROLES if grain == "sale" else tuple(r for r in SALE_ROLES if r != "basket") + LINE_ROLES
    for role in columns:
        if role not in roles:
            reader.fault(f"columns.{role}", f"is not a part of a {grain} row: use {', '.join(roles)}")
    if "placed_at" not in columns and not {"date", "time"} <= set(columns):
        reader.fault("columns", "name placed_at, or both date and time: without them no sale has a time")
    if grain == "sale":
        for role in ("basket", "total"):
            if role not in columns:
                reader.fault(f"columns.{role}", "is missing: a sale row needs its basket and its total")
    elif "item" not in columns or not {"net", "gross", "unit_price"} & set(columns):
        reader.fault("columns", "a line row needs item, and one of net, gross or unit_price")


def _check_references(reader: _Reader, got: Mapping[str, Any]) -> None:
    columns, personal, sale, width = got["columns"], got["personal"] or (), got["sale"] or (), got["width"] or 0
    every = [*columns.values(), *personal, *sale]
    if len({type(ref) for ref in every}) > 1:
        reader.fault("columns", "mix header names and positions: use one of the two, in personal and sale too")
    elif width and any(isinstance(ref, int) and ref > width for ref in every):
        reader.fault("width", f"is {width}, yet a column stands further right: raise it to the row's real width")
    if got["encoding"] == "json" and any(isinstance(ref, str) for ref in every):
        reader.fault("columns", "must be positions: a JSON array has no header")
    hidden = {header_key(str(ref)) for ref in personal}
    roles: dict[str, str] = {}
    for role, ref in columns.items():
        key = header_key(str(ref))
        if key in hidden:
            reader.fault(f"columns.{role}", "is listed under personal too: a personal column is never read")
        if roles.setdefault(key, role) != role:
            reader.fault(f"columns.{role}", f"is the column of {roles[key]} too: a column has one part")
    if any(header_key(str(ref)) in hidden for ref in sale):
        reader.fault("sale", "lists a column that is personal too: a personal column is never read")


def _check_meaning(reader: _Reader, got: Mapping[str, Any]) -> None:
    _check_roles(reader, got["grain"], got["columns"])
    _check_references(reader, got)
    _check_sale(reader, got)
    _check_delimiter(reader, got["delimiter"] or ",")
    _check_texts(reader, got)
    _check_patterns(reader, got)
    _check_tenders(reader, got["tender"] or {})


def _check_sale(reader: _Reader, got: Mapping[str, Any]) -> None:
    if got["grain"] == "line" and not got["sale"]:
        reader.fault("sale", 'is missing: list the columns that make one sale, as in ["Transaction ID"]')
    for key in ("sale", "refund"):
        if got["grain"] == "sale" and got[key]:
            reader.fault(key, 'is for grain = "line" only: remove it, or change grain')
    if got["grain"] == "line" and got["refund"] and "event" not in got["columns"]:
        reader.fault("columns.event", "is missing: refund needs the column that holds its words")


def _check_delimiter(reader: _Reader, delimiter: str) -> None:
    if len(delimiter) != 1 or delimiter in "\r\n \u00a0":
        reader.fault("delimiter", 'must be one character and no blank, as in ";" or "\\t"')
    if delimiter == '"':
        reader.fault("delimiter", "can't be the quote character")


def _check_texts(reader: _Reader, got: Mapping[str, Any]) -> None:
    name, zone, pattern = got["name"], got["time.zone"], got["file_name"]
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]{0,39}", name):
        reader.fault("name", "must be letters, digits and dashes, 40 at most")
    if zone and zone not in zoneinfo.available_timezones():
        reader.fault("time.zone", 'is no IANA time zone: write it as in "Europe/London"')
    if got["branch"] and not slug(got["branch"]):
        reader.fault("branch", "needs a letter or a digit: write the branch's name or code")
    if got["money.decimal_mark"] == "," and (got["basket.item_separator"] or ",") == "," and got["grain"] == "sale":
        reader.fault("basket.item_separator", "can't be a comma where the comma is the decimal mark")
    if pattern:
        _check_pattern(reader, pattern)


_A_MOMENT = datetime(2020, 11, 25, 13, 47)


def _check_patterns(reader: _Reader, got: Mapping[str, Any]) -> None:
    """Each strptime pattern must give back the date or time that it wrote."""
    for pattern in got["time.date_patterns"] or ():
        if _written_and_read(pattern).date() != _A_MOMENT.date():
            reader.fault("time.date_patterns", 'needs day, month and year in strptime\'s signs, as in "%d %b %Y"')
    for pattern in got["time.time_patterns"] or ():
        if _written_and_read(pattern).time() != _A_MOMENT.time():
            reader.fault("time.time_patterns", 'needs hour and minute in strptime\'s signs, as in "%I.%M %p"')
    if "placed_at" in got["columns"] and len({len(p.split()) for p in got["time.date_patterns"] or ()}) > 1:
        reader.fault("time.date_patterns", "differ in their number of words: write a format a form of date")


def _written_and_read(pattern: str) -> datetime:
    try:
        return datetime.strptime(_A_MOMENT.strftime(pattern), pattern)
    except (ValueError, re.error):
        return datetime(1900, 1, 1)


def _check_tenders(reader: _Reader, words: Mapping[str, list[str]]) -> None:
    owners: dict[str, str] = {}
    for tender, texts in words.items():
        if tender not in _TENDERS:
            reader.fault(f"tender.{tender}", "is not a tender: use cash, card or other")
        for text in texts:
            if owners.setdefault(_word_key(text), tender) != tender:
                owner = owners[_word_key(text)]
                reader.fault(f"tender.{tender}", f"holds a word of {owner} too: a word has one tender")


def _word_key(text: str) -> str:
    return " ".join(text.casefold().split())


def _check_pattern(reader: _Reader, pattern: str) -> None:
    try:
        groups = set(re.compile(pattern).groupindex)
    except re.error as error:
        reader.fault("file_name", f"is no regular expression: {error.msg}")
        return
    if not groups or not groups <= {"branch", "date", "till"}:
        reader.fault("file_name", "needs named groups, as in (?P<branch>.+)_(?P<date>[0-9-]+)")


def _tenders(words: Mapping[str, list[str]] | None) -> dict[str, Tender]:
    return {_word_key(word): tender for tender in _TENDERS for word in (words or {}).get(tender, ())}


def _width(got: Mapping[str, Any]) -> int:
    refs = [*got["columns"].values(), *(got["personal"] or ()), *(got["sale"] or ())]
    return int(got["width"] or max((ref for ref in refs if isinstance(ref, int)), default=0))


def _build(got: Mapping[str, Any], *, built_in: bool) -> TillFormat:
    return TillFormat(
        name=got["name"],
        title=got["title"] or got["name"],
        grain=got["grain"],
        columns=dict(got["columns"]),
        personal=tuple(got["personal"] or ()),
        sale_columns=tuple(got["sale"] or ()),
        width=_width(got),
        encoding=got["encoding"] or "csv",
        delimiter=got["delimiter"] or ",",
        basket=Basket(
            got["basket.kind"] or "items",
            tuple(got["basket.sizes"] or ()),
            tuple(got["basket.price_separators"] or (" - ",)),
            got["basket.item_separator"] or ",",
        ),
        money=Money(got["money.decimal_mark"] or ".", got["money.unit"] == "pence"),
        moment=Moment(
            got["time.date_order"] or "day_first",
            tuple(got["time.date_patterns"] or ()),
            tuple(got["time.time_patterns"] or ()),
            got["time.zone"],
        ),
        tenders=_tenders(got["tender"]),
        refund_words=tuple(word.casefold() for word in got["refund"] or ()),
        branch=got["branch"],
        file_name=got["file_name"],
        is_built_in=built_in,
    )


def parse_format(text: str, where: str, *, built_in: bool = False) -> TillFormat:
    """A format from TOML text; ``ConfigurationError`` lists every fault by key, each with its fix."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = f"{where}: is no TOML: {error}"
        raise ConfigurationError(message) from None
    reader = _Reader(values, where)
    reader.unknown_keys()
    got = {key.path: reader.read(key) for key in FORMAT_KEYS}
    if not reader.faults:
        _check_meaning(reader, got)
    if reader.faults:
        raise ConfigurationError("\n".join(reader.faults))
    return _build(got, built_in=built_in)


@cache
def built_in_formats() -> tuple[TillFormat, ...]:
    """The formats that ship, in the order in which they are tried."""
    folder = resources.files("tillroll.formats")
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    return tuple(parse_format(f.read_text("utf-8"), f.name, built_in=True) for f in files)


def load_formats(folder: Path | None) -> tuple[TillFormat, ...]:
    """The user's formats, then the built-in ones; a user's format may not take a built-in one's name."""
    own = tuple(_read_user_format(path) for path in sorted(folder.glob("*.toml"))) if folder else ()
    names = [fmt.name for fmt in (*own, *built_in_formats())]
    for fmt in own:
        if names.count(fmt.name) > 1:
            message = f"till format {fmt.name}: another format has this name: choose a new one in its file"
            raise ConfigurationError(message)
    return (*own, *built_in_formats())


def _read_user_format(path: Path) -> TillFormat:
    try:
        return parse_format(path.read_text("utf-8"), str(path))
    except (OSError, UnicodeDecodeError):
        message = f"{path}: can't be read: check that it is a UTF-8 text file that you may open"
        raise ConfigurationError(message) from None
