"""Aids: tables that one kind of database keeps beside the contract's, so that its reports are quick.

All of an aid follows from the facts. It is written in the transaction that changes them, by the statements of its
folder in ``sql/aids``; that database's own texts, as in ``sql/postgres``, read it. It is neither exported nor compared,
for other databases have none.
"""

from tillroll.contract.table import DAY_ID, HOUR, PRODUCT_ID, TENDER, TRADING_DATE, Column, Table

BASKET_BLOCK = Table(
    "basket_block",
    "one row a branch-day, block of its orders and item in them",
    "Aid: which orders have which item, a bit each, so that baskets are counted without reading a line.",
    ("day_id", "block_no", "product_id"),
    (
        DAY_ID,
        TRADING_DATE,
        Column("block_no", "count", "The block among those of the branch-day: 512 orders, by sale_id.", at_least=0),
        PRODUCT_ID,
        Column("units", "quantity", "Items in these orders."),
        Column("net_pence", "pence", "What they come to."),
        Column("order_bits", "bits", "For each of the block's 512 places, whether its order has the item."),
    ),
)

HOUR_BLOCK = Table(
    "hour_block",
    "one row a branch-day, item, hour of the wall clock, tender and block of their sales, refunds apart",
    "Aid: which orders of each hour have which item, a bit each, so that items are counted by hour or tender, and "
    "baskets counted, without reading a sale.",
    ("day_id", "product_id", "hour", "tender", "block_no", "is_refund"),
    (
        DAY_ID,
        TRADING_DATE,
        PRODUCT_ID,
        HOUR,
        TENDER,
        Column("block_no", "count", "The block among those of hour and tender: 60 sales, by sale_id.", at_least=0),
        Column("is_refund", "flag", "Whether the row is of the block's refunds, and not of its orders."),
        Column("units", "quantity", "Items in these sales; of refunds, items taken back."),
        Column("gross_pence", "pence", "List price × quantity."),
        Column("net_pence", "pence", "What they come to."),
        Column(
            "order_bits",
            "bits",
            "For each of the block's 60 places, whether it is an order that has the item; of refunds none.",
        ),
    ),
)

ROW_STORE_AIDS: tuple[Table, ...] = (BASKET_BLOCK,)
COLUMN_STORE_AIDS: tuple[Table, ...] = (HOUR_BLOCK,)
