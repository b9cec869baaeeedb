"""The strategies that tests draw from.

`till_files()` are files as a till writes them, `damaged(files)` such files after people and programs have touched
them, `unreadable_files()` files that hold no till roll: each a name and bytes, to be read at `NOW`.
`histories()` are the events of one branch-day and the order in which they come to be processed.
"""

from tests.reference.damage import damaged, unreadable_files
from tests.reference.histories import History, histories
from tests.reference.sheets import NOW, TillFile, till_files

__all__ = ["NOW", "History", "TillFile", "damaged", "histories", "till_files", "unreadable_files"]
