"""Figures, dates and names as people read them."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby

MINUS = "−"
"""The sign that people read on pages and in e-mails; a terminal and files have a hyphen."""
ID_LETTERS = 8
PENCE_IN_A_POUND = 100
MICROPENCE_IN_A_POUND = 100_000_000
_PAIR = 2
_HYPHENED = re.compile(r"(?<!\w)-(?=£?\d)")
_FEW = MICROPENCE_IN_A_POUND // 100


def pounds(pence: int) -> str:
    """Whole pence as pounds.

    >>> pounds(6587355), pounds(-70)
    ('£65,873.55', '-£0.70')
    """
    return f"{'-' if pence < 0 else ''}£{abs(pence) // 100:,}.{abs(pence) % 100:02d}"


def with_minus(text: str) -> str:
    """Figures with the sign of minus in place of a hyphen.

    >>> with_minus("-£0.70 on 2 branch-days")
    '−£0.70 on 2 branch-days'
    """
    return _HYPHENED.sub(MINUS, text)


def signed_share(share: float | Decimal) -> str:
    """A change as percent, with its sign.

    >>> signed_share(0.025), signed_share(-0.12345)
    ('+2.5%', '−12.3%')
    """
    percent = abs(100 * Decimal(share)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{MINUS if share < 0 else '+'}{percent}%"


def small_pounds(micropence: int) -> str:
    """Millionths of a penny as pounds: to the penny from a pound up, to four places from a penny up, else two figures.

    >>> [small_pounds(each) for each in (123_456_789, 99_999_999, 1_234_567, 999_999, 1_850, 7, 0)]
    ['£1.23', '£1.0000', '£0.0123', '£0.0100', '£0.000019', '£0.00000007', '£0']
    """
    places = _places(micropence)
    whole = Decimal(micropence) / MICROPENCE_IN_A_POUND
    return f"£{whole.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,f}" if micropence else "£0"


def _places(micropence: int) -> int:
    """Digits behind the point of so little money."""
    if micropence >= _FEW:
        return 2 if micropence >= MICROPENCE_IN_A_POUND else 4
    return min(len(str(MICROPENCE_IN_A_POUND)) - len(str(micropence)) + 1, 8)


def count(number: int, noun: str, plural: str | None = None) -> str:
    """A number with its noun.

    >>> count(1, "file"), count(10776, "sale"), count(0, "branch", "branches")
    ('1 file', '10,776 sales', '0 branches')
    """
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def moment(when: datetime) -> str:
    """A moment on this machine's clock."""
    local = when.astimezone()
    return f"{day(local)} {local:%H:%M:%S}"


def took(seconds: float) -> str:
    """How long something took.

    >>> took(0.42), took(75), took(3700)
    ('0.4 s', '1 min 15 s', '1 h 1 min')
    """
    whole = round(seconds)
    if whole < 60:  # noqa: PLR2004 - a minute
        return f"{seconds:.1f} s"
    if whole < 3600:  # noqa: PLR2004 - an hour
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def day(when: date) -> str:
    """A date: ``25 Aug 2021``."""
    return f"{when.day} {when:%b %Y}"


def days(dates: Sequence[date]) -> str:
    """Dates as spans of days without a gap.

    >>> days([date(2021, 8, 25), date(2021, 8, 26), date(2021, 8, 27), date(2021, 9, 1)])
    '25 Aug 2021 to 27 Aug 2021, 1 Sep 2021'
    """
    numbered = enumerate(sorted(dates))
    spans = [[each for _, each in run] for _, run in groupby(numbered, key=lambda pair: pair[1].toordinal() - pair[0])]
    return ", ".join(_span(span) for span in spans)


def _span(span: Sequence[date]) -> str:
    if len(span) == 1:
        return day(span[0])
    return f"{day(span[0])} {'and' if len(span) == _PAIR else 'to'} {day(span[-1])}"


def hours(hour: int) -> str:
    """An hour of the wall clock.

    >>> hours(8), hours(23)
    ('08:00 to 09:00', '23:00 to 00:00')
    """
    return f"{hour % 24:02d}:00 to {(hour + 1) % 24:02d}:00"


def shown(name: str) -> str:
    """A file's name without what could move a terminal's cursor or can't be printed."""
    return "".join(letter if letter.isprintable() else "?" for letter in name)


def short_id(document_id: object) -> str:
    """As much of a document's id as tells it from the others."""
    return str(document_id)[:ID_LETTERS]
