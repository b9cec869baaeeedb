"""Aids: tables that only a row store keeps beside the contract's, so that its reports are quick.

All of an aid follows from the facts. It is written in the transaction that changes them, by the statements of
``sql/aids``; ``sql/postgres`` reads it. It is neither exported nor compared, for other databases have none.
"""

from tillroll.contract.table import DAY_ID, PRODUCT_ID, TRADING_DATE, Column, Table

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

ROW_STORE_AIDS: tuple[Table, ...] = (BASKET_BLOCK,)
