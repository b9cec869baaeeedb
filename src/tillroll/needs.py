"""Which files need a person after a run, what is wrong with each and what to do."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from tillroll.contract.values import RULES, Receipt
from tillroll.ingest import Postponed, RunReport
from tillroll.words import count, pounds, short_id, shown

Kind = Literal["person", "later", "look"]


@dataclass(frozen=True, slots=True)
class Need:
    """One file that wants a person's hand, another run, or only a look; ``to_do`` is None where ``wrong`` says it."""

    kind: Kind
    file: str
    wrong: tuple[str, ...]
    to_do: str | None


def needs_of(report: RunReport) -> list[Need]:
    """What each file of a run needs, in the order in which they were taken."""
    found = [need for receipt in report.receipts if (need := need_of(receipt))]
    return found + [_postponed(postponed) for postponed in report.postponed]


def needs_person(receipt: Receipt) -> bool:
    """Whether some of a file's data waits for a person who has not been told of it before."""
    return receipt.outcome in {"held", "unreadable"} or _has_new_rejections(receipt)


def _has_new_rejections(receipt: Receipt) -> bool:
    """Whether rows were rejected now: those of the same file again were told when it first came."""
    return receipt.rows_rejected > 0 and receipt.outcome != "duplicate"


def need_of(receipt: Receipt) -> Need | None:
    """What a file needs, if anything."""
    wrong, remarks = tuple(_wrong(receipt)), tuple(_remarks(receipt))
    if not wrong and not remarks:
        return None
    return Need("person" if wrong else "look", shown(receipt.file), wrong + remarks, _to_do(receipt))


def _wrong(receipt: Receipt) -> Iterator[str]:
    if receipt.outcome == "unreadable":
        yield receipt.reason or "it can't be read"
        return
    if receipt.outcome == "held":
        yield f"held: {receipt.reason or 'it needs a decision'}"
    if _has_new_rejections(receipt):
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
    if _has_new_rejections(receipt):
        return f"{show} names the lines: mend them and send the file again"
    return f"{show} tells more"


def _postponed(postponed: Postponed) -> Need:
    if postponed.needs_person:
        return Need("person", shown(postponed.file), (postponed.reason,), "then run the same command again")
    return Need("later", shown(postponed.file), (postponed.reason,), "nothing is lost: the next run takes it")
