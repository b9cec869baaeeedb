"""Which columns a row store finds rows by. DuckDB needs none of them: it skips blocks by the dates that they hold.

No index is unique: it is load that guarantees keys, and ``tillroll check`` that proves them (docs/decisions/0004).
Those of large tables begin with the trading date, so that a night's load writes into the newest pages only.
"""

from collections.abc import Mapping

_BRANCH_DAY = ("trading_date", "branch_id")

INDEXES: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "document": (("document_id",), ("sha256",)),
    "document_day": (_BRANCH_DAY, ("document_id",)),
    "document_sale": (_BRANCH_DAY, ("document_id",)),
    "sale": (_BRANCH_DAY, ("trading_date", "total_pence", "branch_id", "is_current", "is_refund")),
    "sale_line": (("trading_date", "sale_id"),),
    "rejection": (("document_id",),),
    "receipt": (("document_id",), ("run_id", "delivery_no")),
    "branch_day": (_BRANCH_DAY, ("day_id",)),
    "branch_hour": (_BRANCH_DAY, ("day_id",)),
    "branch_day_product": (_BRANCH_DAY, ("day_id",)),
    "branch_day_tender": (_BRANCH_DAY, ("day_id",)),
    "branch_day_spend": (_BRANCH_DAY, ("day_id",)),
    "basket_block": (("trading_date",), ("day_id",)),
    "branch_week": (("week_id",),),
    "branch_week_product": (("week_id",),),
}
"""The columns of each index, by table."""
