"""Numbers as the reader's language writes them: the marks between digits, of the same list that charts use (d3's).

Words stay English, and dates tell weekday and month by name, so that nobody takes a day for a month.
"""

import re
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Any

import vl_convert

from tillroll.words import with_minus

ENGLISH = "en-GB"
_KNOWN = (
    *("en-GB", "en-CA", "en-IE", "en-IN", "en-US", "ca-ES", "cs-CZ", "da-DK", "de-DE", "de-CH", "es-ES", "es-BO"),
    *("es-MX", "fi-FI", "fr-FR", "fr-CA", "he-IL", "hu-HU", "it-IT", "ja-JP", "ko-KR", "mk-MK", "nl-NL", "pl-PL"),
    *("pt-PT", "pt-BR", "ru-RU", "sl-SI", "sv-SE", "uk-UA", "zh-CN"),
)
"""The first of a language stands for those of its countries that are not named."""
_LIKE = {"nb": "sv-SE", "nn": "sv-SE", "no": "sv-SE", "tr": "de-DE", "id": "de-DE", "el": "de-DE", "ro": "de-DE"}
_AS_IT_IS = frozenset({"en-GB", "en-CA", "en-IE", "en-US"})
_LONGEST = 200
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_SURE = re.compile(r"(?<=£)\d[\d,]*(?:\.\d+)?|(?<=[+−])\d+\.\d+(?=%)")
_language: ContextVar[str] = ContextVar("language", default=ENGLISH)


@dataclass(frozen=True, slots=True)
class Style:
    """How a language writes numbers; `groups` are digits between thousands marks, from the right, the last repeated."""

    decimal: str
    thousands: str
    groups: tuple[int, ...]


def read_as(accepted: str | None) -> None:
    """From now on numbers are written for who sends this ``Accept-Language``, in this request."""
    _language.set(language_of(accepted))


def language() -> str:
    """The language whose numbers are written; it belongs to the key of whatever keeps them."""
    return _language.get()


def language_of(accepted: str | None) -> str:
    """The language of numbers that a reader likes best among those that are known; English if none is.

    >>> language_of("de-AT,de;q=0.9,en;q=0.8"), language_of("fr-CA"), language_of("cy, en;q=0.5"), language_of("*;q=x")
    ('de-DE', 'fr-CA', 'en-GB', 'en-GB')
    """
    asked = [_asked(part) for part in (accepted or "")[:_LONGEST].split(",")]
    ranked = sorted((each for each in asked if each[0] > 0), key=lambda each: -each[0])
    return next((found for _, tag in ranked if (found := _known(tag))), ENGLISH)


def localised(text: str) -> str:
    """A number's English text, as ``-£1,234.50``, with the sign and the marks that its reader knows."""
    signed = with_minus(text)
    return signed if _language.get() in _AS_IT_IS else _NUMBER.sub(_anew, signed)


def localised_sentence(text: str) -> str:
    """A sentence in which sums of money and changes with a sign are written so: names may hold other numbers."""
    return text if _language.get() in _AS_IT_IS else _SURE.sub(_anew, text)


def chart_marks() -> dict[str, Any]:
    """The same for charts."""
    return _marks(_language.get())


@cache
def _marks(name: Any) -> dict[str, Any]:  # noqa: ANN401 - one of the names that it knows
    return vl_convert.get_format_locale(name)


@cache
def style_of(name: str) -> Style:
    """How a known language writes numbers."""
    found = _marks(name)
    return Style(found["decimal"], found["thousands"], tuple(found["grouping"]))


def written(text: str, style: Style) -> str:
    """An English number with other marks.

    >>> written("1,234,567.50", Style(",", ".", (3,))), written("1,234,567", Style(".", ",", (3, 2, 2)))
    ('1.234.567,50', '12,34,567')
    """
    whole, dot, fraction = text.replace(",", "").partition(".")
    return style.thousands.join(_grouped(whole, style.groups)) + (style.decimal + fraction if dot else "")


def _anew(found: re.Match[str]) -> str:
    return written(found[0], style_of(_language.get()))


def _grouped(digits: str, groups: tuple[int, ...]) -> list[str]:
    """Digits in groups, the leftmost first."""
    found: list[str] = []
    while digits:
        size = groups[min(len(found), len(groups) - 1)]
        found.insert(0, digits[-size:])
        digits = digits[:-size]
    return found


def _asked(part: str) -> tuple[float, str]:
    """How much a language is wanted, and its tag."""
    tag, _, quality = part.strip().partition(";q=")
    try:
        return float(quality or 1), tag.strip()
    except ValueError:
        return 0.0, tag


def _known(tag: str) -> str | None:
    exact = next((name for name in _KNOWN if name.casefold() == tag.casefold()), None)
    base = tag.partition("-")[0].casefold()
    return exact or next((name for name in _KNOWN if name.partition("-")[0] == base), _LIKE.get(base))
