"""Receipts and runs as JSON objects, one a line: the same keys for every outcome."""

from typing import Any

from tillroll.contract.values import Receipt
from tillroll.ingest import Postponed, RunReport

COUNTED = (
    *("data_rows", "rows_loaded", "rows_already_there", "rows_held", "rows_rejected", "rows_blank"),
    *("pence_read", "pence_loaded", "pence_already_there", "pence_held", "pence_rejected"),
    *("sales_loaded", "sales_withdrawn", "pence_withdrawn"),
)


def receipt_object(receipt: Receipt) -> dict[str, Any]:
    """One document's receipt."""
    return {
        "kind": "receipt",
        "file": receipt.file,
        "document_id": receipt.document_id,
        "outcome": receipt.outcome,
        "branch_days": [
            {
                "branch": part.branch,
                "till": part.till,
                "trading_date": part.trading_date.isoformat(),
                "outcome": part.outcome,
                "sales": part.sales,
                "pence": part.pence,
            }
            for part in receipt.branch_days
        ],
        **{name: getattr(receipt, name) for name in COUNTED},
        "reason": receipt.reason,
    }


def postponed_object(postponed: Postponed) -> dict[str, Any]:
    """The receipt of a file that could not be opened: nothing is known of what it holds."""
    return receipt_object(Receipt(postponed.file, "", "postponed", reason=postponed.reason))


def run_object(report: RunReport) -> dict[str, Any]:
    """What a run came to."""
    return {
        "kind": "run",
        "started_at": report.started_at.isoformat(timespec="milliseconds"),
        "finished_at": report.finished_at.isoformat(timespec="milliseconds") if report.finished_at else None,
        "seconds": round(report.seconds, 3),
        "documents": len(report.receipts) + len(report.postponed),
        "sales_loaded": report.total("sales_loaded"),
        "pence_loaded": report.total("pence_loaded"),
        "rows_rejected": report.total("rows_rejected"),
        "cost_micropence": report.cost_micropence,
        "outcomes": report.outcomes,
    }
