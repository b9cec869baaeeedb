"""What the program does by itself beside the pages, as they tell it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mailed:
    """What became of the morning digest, in words that name nobody."""

    words: str
    is_trouble: bool = False
