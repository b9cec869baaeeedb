"""The command line: it translates words into work, and what came of it into words and exit codes; nothing more."""

from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. The exit code: 0 all well, 2 fix a setting, 3 some data needs a person, 4 try again later."""
    from tillroll.cli.session import Session

    session = Session()
    with session.stops as stops:
        try:
            from tillroll.cli.app import run

            return run(argv, session)
        except BaseException as error:  # noqa: BLE001 - whatever it is, a person reads words
            from tillroll.cli.faults import say_fault

            return say_fault(error, session, stops.signal_number)
