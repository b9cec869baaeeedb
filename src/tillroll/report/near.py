"""Close matches, for a word that means nothing here."""

from collections.abc import Iterable
from difflib import get_close_matches

_MOST = 3


def near_words(text: str, known: Iterable[str]) -> str:
    """What a person may have meant, to be added to a message; empty where nothing comes near.

    >>> near_words("Leds", ["Leeds", "York"]), near_words("Paris", ["Leeds"])
    ('; did you mean Leeds?', '')
    """
    folded = {word.casefold(): word for word in known}
    near = [folded[each] for each in get_close_matches(text.casefold(), folded, n=_MOST, cutoff=0.5)]
    return f"; did you mean {' or '.join(near)}?" if near else ""
