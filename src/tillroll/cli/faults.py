"""What went wrong becomes a message on stderr and an exit code: the one place that knows both."""

import errno
import traceback

import click

from tillroll.cli.session import Session
from tillroll.cli.stops import Stopped
from tillroll.errors import ConfigurationError, TillrollError, TryAgainLater, UnreadableDocument
from tillroll.filename import mask_long_numbers

FAULT, FIX_SETTING, NEEDS_PERSON, TRY_AGAIN, SIGNALLED = 1, 2, 3, 4, 128
_STOPPED = "stopped: what was loaded stays, the batch in hand was rolled back; run it again to go on"
_BUG = (
    "this is a fault in tillroll, not in your files: "
    "please report it where you got tillroll, with what the same command prints with -vv"
)


def say_fault(error: BaseException, session: Session, signal_number: int | None) -> int:
    """Tell a person what ended a command; its exit code. Bad data and settings never end in a traceback."""
    match error:
        case SystemExit():
            return error.code if isinstance(error.code, int) else 0
        case _ if signal_number or isinstance(error, Stopped | KeyboardInterrupt | click.Abort):
            _say(_STOPPED)
            return SIGNALLED + (signal_number or 2)
        case click.ClickException():
            error.show()
        case _:
            _say(fault_words(error, session))
    return exit_code_of(error)


def exit_code_of(error: BaseException) -> int:
    """What a person or a scheduler should do about it, as an exit code."""
    match error:
        case click.ClickException() | ConfigurationError():
            return FIX_SETTING
        case PermissionError() | FileNotFoundError() | IsADirectoryError() | NotADirectoryError():
            return FIX_SETTING
        case UnreadableDocument():
            return NEEDS_PERSON
        case TryAgainLater() | OSError() | MemoryError():
            return TRY_AGAIN
        case _:
            return FAULT


def fault_words(error: BaseException, session: Session) -> str:
    """What went wrong, for a person."""
    match error:
        case TillrollError():
            return str(error)
        case OSError(errno=errno.ENOSPC | errno.EDQUOT):
            return "the disk is full: make room and run it again"
        case OSError():
            return f"{error.filename or 'the disk'}: {error.strerror}: check it and run again"
        case MemoryError():
            return "this machine ran out of memory: close other programs and run again"
        case _:
            return _bug_words(error, session)


def _bug_words(error: BaseException, session: Session) -> str:
    """An unexpected error by its type alone, and where it arose: its own message may quote a row."""
    from tillroll.engine import StatementError

    if session.verbosity > 1:
        click.echo("".join(traceback.format_tb(error.__traceback__)), err=True, nl=False)
    told = f" ({error})" if isinstance(error, StatementError) else ""
    return f"{type(error).__name__}{told}: {_BUG}"


def _say(words: str) -> None:
    """Say it on stderr; paths in it may hold a card number that somebody pasted into a file's name."""
    click.echo(f"tillroll: {mask_long_numbers(words)}", err=True)
