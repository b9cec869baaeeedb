"""Which files need a person after a run, what is wrong with each and what to do; and the exit code that says so."""

from collections.abc import Iterator
from dataclasses import dataclass

from tillroll.cli.faults import NEEDS_PERSON, TRY_AGAIN
from tillroll.cli.words import count, pounds, short_id, shown
from tillroll.contract.values import RULES, Receipt
from tillroll.ingest import Postponed, RunReport


@dataclass(frozen=True, slots=True)
class Need:
    """One file that a person must or may look at; ``to_do`` is None where ``wrong`` says it.

    ``is_urgent`` unless it is only worth a look.
    """

    file: str
    wrong: str
    to_do: str | None
    is_urgent: bool = True


def needs_of(report: RunReport) -> list[Need]:
    """What each file of a run needs, urgent ones first."""
    found = [need for receipt in report.receipts if (need := need_of(receipt))]
    found += [_postponed(postponed) for postponed in report.postponed]
    return sorted(found, key=lambda need: not need.is_urgent)


def exit_code(report: RunReport) -> int:
    """0 all well, 3 a person is needed, 4 run it again: that goes first, as it may settle more."""
    if any(not postponed.needs_person for postponed in report.postponed):
        return TRY_AGAIN
    if report.postponed or any(needs_person(receipt) for receipt in report.receipts):
        return NEEDS_PERSON
    return 0


def needs_person(receipt: Receipt) -> bool:
    """Whether some of a file's data waits for a person."""
    return receipt.outcome in {"held", "unreadable"} or receipt.rows_rejected > 0


def need_of(receipt: Receipt) -> Need | None:
    """What a file needs, if anything."""
    wrong, remarks = list(_wrong(receipt)), list(_remarks(receipt))
    if not wrong and not remarks:
        return None
    return Need(shown(receipt.file), "; ".join([*wrong, *remarks]), _to_do(receipt), is_urgent=bool(wrong))


def _wrong(receipt: Receipt) -> Iterator[str]:
    if receipt.outcome == "unreadable":
        yield receipt.reason or "it can't be read"
        return
    if receipt.outcome == "held":
        yield f"held: {receipt.reason or 'it needs a decision'}"
    if receipt.rows_rejected:
        rules = "; ".join(f"{rows} because {RULES[rule]}" for rule, rows in receipt.rejected_by_rule.items())
        yield f"{receipt.rows_rejected:,} of {count(receipt.data_rows, 'row')} rejected{': ' if rules else ''}{rules}"


def _remarks(receipt: Receipt) -> Iterator[str]:
    yield from receipt.warnings
    if receipt.outcome == "contained":
        yield "it holds fewer sales than are there already, so it changes nothing"
    if receipt.sales_withdrawn:
        yield f"it withdrew {count(receipt.sales_withdrawn, 'sale')}, {pounds(receipt.pence_withdrawn)}"


def _to_do(receipt: Receipt) -> str | None:
    if receipt.outcome == "unreadable":
        is_text = receipt.data_rows > 0 or (receipt.reason or "").startswith("fits no till format")
        return "tillroll explain, with its path, shows how it reads" if is_text else None
    show = f"tillroll quarantine show {short_id(receipt.document_id)}"
    if receipt.outcome == "held":
        return f"{show} tells what can be done"
    if receipt.rows_rejected:
        return f"{show} names the lines: mend them and send the file again"
    return f"{show} tells more"


def _postponed(postponed: Postponed) -> Need:
    advice = "then run the same command again" if postponed.needs_person else "nothing is lost: it is taken next time"
    return Need(shown(postponed.file), postponed.reason, advice)
