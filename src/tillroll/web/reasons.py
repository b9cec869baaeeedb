"""Why files wait, as pages tell it: the reasons of the ledger are in the words of the command line."""

import re
from collections.abc import Callable, Mapping

from tillroll.contract.values import RULES
from tillroll.delivery import RETURNS, SHRINKS, STRANGER
from tillroll.recognise import FITS_NONE
from tillroll.report import QuarantineItem
from tillroll.web.figures import NOTHING
from tillroll.web.numbers import localised
from tillroll.words import count

_ON_PAGES: Mapping[str, str] = {
    STRANGER: f"{STRANGER.partition('?')[0]}? Say which sales count",
    RETURNS: f"{RETURNS.partition(':')[0]}: to return to it, say that this file’s sales count",
    SHRINKS: f"{SHRINKS.partition(';')[0]}; if the rest was wrong, say that this file’s sales count",
    FITS_NONE: f"{FITS_NONE.partition(':')[0]}: whoever runs tillroll can add one for this till",
}
_COMMAND = re.compile(r"(?::|,) see '[^']*'$")


def reason_words(reason: str | None) -> str:
    """A reason of the ledger.

    >>> reason_words(SHRINKS)
    'holds only part of what is there already; if the rest was wrong, say that this file’s sales count'
    """
    return _ON_PAGES.get(reason, reason) if reason else NOTHING


def why_it_waits(item: QuarantineItem) -> str:
    """Why something waits: of rejected rows, how many broke which rule, in words."""
    if not item.rules:
        return reason_words(item.reason)
    return "; ".join(f"{localised(count(rows, 'row'))} because {RULES.get(rule, rule)}" for rule, rows in item.rules)


def without_command(advice: str) -> str:
    """What went wrong, without the command that tells more.

    >>> without_command("no document's id begins with 1a: see 'tillroll quarantine list'")
    "no document's id begins with 1a"
    """
    return _COMMAND.sub("", advice)


FILTERS: Mapping[str, Callable[..., str]] = {"reason_words": reason_words, "why_it_waits": why_it_waits}
