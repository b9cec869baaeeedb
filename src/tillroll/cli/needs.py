"""The exit code that says whether a run's files need a person, or another run."""

from tillroll.cli.faults import NEEDS_PERSON, TRY_AGAIN
from tillroll.ingest import RunReport
from tillroll.needs import needs_person


def exit_code(report: RunReport) -> int:
    """0 all well, 3 a person is needed, 4 run it again: that goes first, as it may settle more."""
    if any(not postponed.needs_person for postponed in report.postponed):
        return TRY_AGAIN
    if report.postponed or any(needs_person(receipt) for receipt in report.receipts):
        return NEEDS_PERSON
    return 0
