"""The only read path: every question that people ask of a warehouse, answered as small frozen values."""

from tillroll.report.answer import Answer, as_object
from tillroll.report.answers import Reports
from tillroll.report.basis import Basis, OrdersRead, Restatement
from tillroll.report.branch_days import GRACE_MINUTES, LIVE_DAYS, RegisterRow, register
from tillroll.report.catalogue import About, Column, Report, find_report, reports
from tillroll.report.choice import Choice, of_all_sales, told_by_marts
from tillroll.report.dates import Span
from tillroll.report.exports import export_table, table_names
from tillroll.report.receipts import Correction, ReceiptRow, corrections, receipts
from tillroll.report.roles import ROLES, Role, check_grants, find_role, resolved_grants, scope_of
from tillroll.report.scope import EVERYTHING, Grant, Scope, granted_spans, limited
from tillroll.report.state import State
from tillroll.report.trends.staged import THE_CHAIN
from tillroll.report.trends.within import YOUR_BRANCHES, whole_of
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
    "EVERYTHING",
    "GRACE_MINUTES",
    "LIVE_DAYS",
    "ROLES",
    "THE_CHAIN",
    "YOUR_BRANCHES",
    "About",
    "Answer",
    "Basis",
    "Choice",
    "Column",
    "Correction",
    "FileKind",
    "Grant",
    "OrdersRead",
    "QuarantineDetail",
    "QuarantineItem",
    "ReceiptRow",
    "RegisterRow",
    "RejectedRow",
    "Report",
    "Reports",
    "Restatement",
    "Role",
    "Scope",
    "Span",
    "State",
    "Warehouse",
    "as_object",
    "check_grants",
    "corrections",
    "export_table",
    "find_document",
    "find_report",
    "find_role",
    "granted_spans",
    "limited",
    "of_all_sales",
    "quarantine",
    "quarantine_item",
    "receipts",
    "register",
    "reports",
    "resolved_grants",
    "scope_of",
    "table_names",
    "told_by_marts",
    "whole_of",
]
