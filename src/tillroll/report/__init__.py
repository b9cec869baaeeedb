"""The only read path: every question that people ask of a warehouse, answered as small frozen values."""

from tillroll.report.answers import Answer, Reports, as_object
from tillroll.report.basis import Basis, Restatement
from tillroll.report.branch_days import GRACE_MINUTES, LIVE_DAYS, RegisterRow, register
from tillroll.report.catalogue import Column, Report, find_report, reports
from tillroll.report.choice import Choice
from tillroll.report.dates import Span
from tillroll.report.exports import export_table, table_names
from tillroll.report.waiting import (
    QuarantineDetail,
    QuarantineItem,
    RejectedRow,
    find_document,
    quarantine,
    quarantine_item,
)
from tillroll.report.warehouse import FileKind, Warehouse

__all__ = [
    "GRACE_MINUTES",
    "LIVE_DAYS",
    "Answer",
    "Basis",
    "Choice",
    "Column",
    "FileKind",
    "QuarantineDetail",
    "QuarantineItem",
    "RegisterRow",
    "RejectedRow",
    "Report",
    "Reports",
    "Restatement",
    "Span",
    "Warehouse",
    "as_object",
    "export_table",
    "find_document",
    "find_report",
    "quarantine",
    "quarantine_item",
    "register",
    "reports",
    "table_names",
]
