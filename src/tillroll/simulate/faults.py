"""The faults of a simulated chain: what goes wrong with the files of a branch-day, and what must come of it.

No fate is found by running tillroll's own rules. It follows from what is planted: each fault's function, in
`histories`, `saves` and `damages`, says in its docstring why.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from random import Random
from types import MappingProxyType

from tillroll.simulate import damages, histories, saves
from tillroll.simulate.damages import Damage
from tillroll.simulate.deliveries import TrueFile
from tillroll.simulate.versions import Spoilt, is_whole

SHARE = 0.03
_MOST = 5
_BEFORE_TYPICAL = timedelta(weeks=3)

_POSITIONAL = frozenset({"dash", "triples"})
_CSV = _POSITIONAL | {"square"}
_ALL = _CSV | {"stream"}
_DASH, _SQUARE = frozenset({"dash"}), frozenset({"square"})


def _always(_file: TrueFile) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: what happened, in words; which formats it suits, and which files of those; how it spoils a file.

    One that is early suits days of which nothing is typical yet.
    """

    name: str
    words: str
    formats: frozenset[str]
    spoil: Callable[[TrueFile, Random], Spoilt]
    fits: Callable[[TrueFile], bool] = _always
    is_early: bool = False


def _damaged(name: str, words: str, formats: frozenset[str], damage: Damage) -> Fault:
    return Fault(name, words, formats, partial(_rows, damage=damage), partial(_suits_rows, damage=damage))


def _rows(file: TrueFile, rng: Random, damage: Damage) -> Spoilt:
    return damages.spoil_rows(file, rng, damage)


def _suits_rows(file: TrueFile, damage: Damage) -> bool:
    return any(damages.possible(file, damage))


def _mended(file: TrueFile, rng: Random) -> Spoilt:
    return damages.mended(file, rng, rng.choice((damages.bad_total, damages.bad_time, damages.before_2000)))


_TABLE = (
    Fault("missing", "the branch sent nothing", _ALL, histories.missing),
    Fault("late", "the file came after the deadline", _CSV, histories.late),
    Fault("late_part", "the afternoon's part came after the deadline", _CSV, histories.late_part, histories.has_seam),
    Fault("partial", "the file was cut off long before closing", _CSV, histories.partial, histories.has_cut),
    Fault(
        "partial_then_whole",
        "a file that was cut off came first, then the whole one",
        _CSV,
        histories.partial_then_whole,
        histories.has_cut,
    ),
    Fault("truncated_copy", "a copy that was cut off came after the whole file", _CSV, histories.truncated_copy),
    Fault("parts", "the day came in two parts", _CSV, histories.parts, histories.has_seam),
    Fault("duplicate", "the file came again under another name", _ALL, histories.duplicate),
    Fault("duplicate_saved_anew", "the file came again with other line ends", _CSV, histories.duplicate_saved_anew),
    Fault("renamed", "the file's name tells neither branch nor day", _CSV, histories.renamed),
    Fault("misnamed", "the file's name tells another day", _CSV, histories.misnamed),
    Fault(
        "corrected",
        "a later version lacked a few sales and changed another",
        _CSV,
        histories.corrected,
        histories.can_change,
    ),
    Fault("shrunk", "a later version lacked a few sales", _CSV, histories.shrunk),
    Fault("returned", "the version that was corrected came again", _CSV, histories.returned, histories.can_change),
    Fault(
        "torn_correction",
        "a later version had a damaged row itself",
        _POSITIONAL,
        histories.torn_correction,
        histories.can_change,
    ),
    Fault("stranger", "a second file told of other sales of the same hours", _CSV, histories.stranger),
    Fault("unlisted", "a second file named a branch that no list has", _CSV, histories.unlisted),
    Fault("future", "the till's clock was decades ahead", _CSV, histories.future),
    Fault("disordered", "the sales were in no order", _CSV, saves.disordered),
    Fault("byte_order_mark", "the file began with a byte order mark", _CSV, saves.byte_order_mark),
    Fault("other_line_ends", "the lines ended with LF for CRLF, or CRLF for LF", _CSV, saves.other_line_ends),
    Fault("carriage_returns", "the lines ended with CR alone", _CSV, saves.carriage_returns),
    Fault("no_last_line_end", "the last line had no line end", _CSV, saves.no_last_line_end),
    Fault("headed", "a header was put before the rows", _POSITIONAL, saves.headed),
    Fault("padded", "every cell was filled up with blanks", _POSITIONAL, saves.padded),
    Fault("cp1252", "the file was saved in cp1252", _CSV, saves.cp1252, saves.is_western),
    Fault("six_columns", "the branch's column was missing", _POSITIONAL, saves.six_columns),
    Fault("excel", "a spreadsheet saved the file again", _POSITIONAL, saves.excel, saves.is_one_date),
    Fault("data_frame", "a tool lost the first sale and saved the rest", _POSITIONAL, saves.data_frame),
    Fault("header_only", "the file held a header and no row", _CSV, saves.header_only, is_early=True),
    Fault("empty", "the file was empty", _CSV, saves.empty),
    Fault("utf_16", "the file was saved in UTF-16", _CSV, saves.utf_16),
    Fault("binary", "something else than a till file had its name", _CSV, saves.binary),
    Fault(
        "unreadable_then_whole",
        "a file that can't be read came before the whole one",
        _CSV,
        saves.unreadable_then_whole,
    ),
    Fault("mended", "a damaged file came first, then the whole one", _CSV, _mended),
    _damaged("lost_comma", "commas between items were lost", _POSITIONAL, damages.lost_comma),
    _damaged(
        "lost_comma_of_a_free_item", "the comma after a free item was lost", _DASH, damages.lost_comma_of_a_free_item
    ),
    _damaged("no_item_price", "items had no price", _DASH, damages.no_item_price),
    _damaged("bad_price", "prices held a letter", _CSV, damages.bad_price),
    _damaged("no_quantity", "quantities were words", _SQUARE, damages.no_quantity),
    _damaged("bad_total", "totals were no amounts", _ALL, damages.bad_total),
    _damaged("wrong_total", "totals were typed over", _CSV, damages.wrong_total),
    _damaged("no_tender", "payments were blank", _POSITIONAL | {"stream"}, damages.no_tender),
    _damaged("bad_time", "times could not be read", _ALL, damages.bad_time),
    _damaged("before_2000", "times lay before 2000", _CSV, damages.before_2000),
    _damaged("no_branch", "branches were blank and the name told none", _CSV, damages.no_branch),
    _damaged("lost_quote", "a quote was not closed", _POSITIONAL, damages.lost_quote),
    _damaged("nul", "letters were NULs", _CSV, damages.nul),
    _damaged("lost_letter", "bytes were no letters", _CSV, damages.lost_letter),
    _damaged("too_few_cells", "rows lacked a cell", _ALL, damages.too_few_cells),
    _damaged("too_many_cells", "rows had a cell more", _ALL, damages.too_many_cells),
)
FAULTS: Mapping[str, Fault] = MappingProxyType({fault.name: fault for fault in _TABLE})


def spoil(file: TrueFile, fault: str, rng: Random) -> Spoilt:
    """What is delivered of the file's branch-day with this fault, and its fate; the file must suit it."""
    spoilt = FAULTS[fault].spoil(file, rng)
    deliveries = (replace(each, fault=each.fault and fault) for each in spoilt.deliveries)
    return replace(spoilt, deliveries=tuple(deliveries))


def suits(file: TrueFile, fault: str, first_day: date) -> bool:
    """Whether the fate of this fault is sure for this file; ``first_day`` is the chain's first trading date."""
    found = FAULTS[fault]
    is_early = not found.is_early or file.trading_date < first_day + _BEFORE_TYPICAL
    return file.format in found.formats and is_early and is_whole(file) and found.fits(file)


def choose(files: Sequence[TrueFile], rng: Random, share: float = SHARE) -> dict[str, str]:
    """Which files get which fault, by the file's name: a share of all, but each fault once where a fifth are enough.

    At most one fault a branch-day. Days of several files are spared, for their state rests on both, and so are branches
    that share their name, which only the file's name can tell apart.
    """
    if not files:
        return {}
    first_day = min(file.trading_date for file in files)
    free = _eligible(files)
    rng.shuffle(free)
    chosen: dict[str, str] = {}
    for fault in _wanted(len(free), rng, share):
        at = next((at for at, file in enumerate(free) if suits(file, fault, first_day)), None)
        if at is not None:
            chosen[free.pop(at).name] = fault
    return chosen


def _wanted(files: int, rng: Random, share: float) -> Iterator[str]:
    """The faults to plant: each once in a random order, then any."""
    count = max(round(share * files), min(len(FAULTS), files // _MOST))
    names = list(FAULTS)
    rng.shuffle(names)
    yield from names[:count]
    yield from rng.choices(names, k=max(0, count - len(names)))


def _eligible(files: Sequence[TrueFile]) -> list[TrueFile]:
    a_day = Counter((file.branch_code, file.trading_date) for file in files)
    names = _codes_by_name(files)
    return [
        file
        for file in files
        if a_day[file.branch_code, file.trading_date] == 1 and len(names[file.branch]) == 1 and not file.till
    ]


def _codes_by_name(files: Iterable[TrueFile]) -> dict[str, set[str]]:
    codes: dict[str, set[str]] = defaultdict(set)
    for file in files:
        codes[file.branch].add(file.branch_code)
    return codes
