"""The three ways in which plumbing breaks, grouped by what a person does about it.

Bad data is never one of these: it is a rejection, a value. Messages name files, lines, columns, keys and rules,
never the text of a cell.
"""


class TillrollError(Exception):
    """Something a person must read; its text is the whole message."""


class ConfigurationError(TillrollError):
    """Fix a setting, an argument or a reference file, then run again (exit code 2)."""


class UnreadableDocument(TillrollError):  # noqa: N818 - it names the thing, as the ledger does
    """This one document can't be read; the others can (exit code 3)."""


class TryAgainLater(TillrollError):  # noqa: N818 - the name is the advice
    """Nothing is wrong with the data: a lock, a full disk, a file still being written (exit code 4)."""


class WorkLost(TryAgainLater):
    """The database let go of what was being done, and nothing of it stays: it can be done again from its beginning."""


class ConservationError(TillrollError):
    """A row or a penny has no fate: a fault in tillroll itself, and nothing of the batch was loaded (exit code 1)."""


class AuditError(TillrollError):
    """The privacy audit could not be carried out as it must be, so it proves nothing (exit code 1)."""


class TooMuch(ConfigurationError):  # noqa: N818 - it says what is so
    """A question would read more sales than are read for one answer: a narrower one can be answered (exit code 2)."""


class NotAllowed(ConfigurationError):  # noqa: N818 - it says what is so
    """A person asked for what their role does not see; somebody who sees it can help (exit code 2)."""
