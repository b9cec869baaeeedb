"""The marts: figures by branch-day, kept current in the transaction that changes their facts."""

from tillroll.contract.table import (
    BRANCH_ID,
    DAY_ID,
    HOUR,
    NET_PENCE,
    ORDERS,
    PRODUCT_ID,
    REFUNDS,
    SUMS,
    TENDER,
    TRADING_DATE,
    UNITS,
    Column,
    Table,
)

BRANCH_DAY = Table(
    "branch_day",
    "one row a branch and trading date with a readable document",
    "Mart: what was received and what it comes to.",
    ("branch_id", "trading_date"),
    (
        DAY_ID,
        BRANCH_ID,
        TRADING_DATE,
        ORDERS,
        REFUNDS,
        NET_PENCE,
        *SUMS,
        UNITS,
        Column("first_at", "moment", "First current sale.", nullable=True),
        Column("last_at", "moment", "Last current sale.", nullable=True),
        Column("documents_standing", "count", "Files that speak for sales of the day.", at_least=0),
        Column("documents_held", "count", "Documents that wait for a person.", at_least=0),
        Column("is_provisional", "flag", "Whether only the stream vouches for some of it."),
    ),
)
BRANCH_HOUR = Table(
    "branch_hour",
    "one row a branch, trading date and hour with a sale",
    "Mart: sales by hour of the wall clock.",
    ("branch_id", "trading_date", "hour"),
    (
        DAY_ID,
        BRANCH_ID,
        TRADING_DATE,
        HOUR,
        ORDERS,
        NET_PENCE,
    ),
)
BRANCH_DAY_PRODUCT = Table(
    "branch_day_product",
    "one row a branch, trading date and product sold",
    "Mart: what sold.",
    ("branch_id", "trading_date", "product_id"),
    (
        DAY_ID,
        BRANCH_ID,
        TRADING_DATE,
        PRODUCT_ID,
        UNITS,
        Column("gross_pence", "pence", "List price × quantity."),
        NET_PENCE,
    ),
)
_WEEK = (
    Column("week_id", "hash64", "The branch-week as one number, to join by: the day_id of its Monday."),
    BRANCH_ID,
    Column("week_from", "date", "The Monday with which the week of trading dates begins."),
)
BRANCH_WEEK = Table(
    "branch_week",
    "one row a branch and week with a branch-day",
    "Mart: how many branch-days the sums of a week hold, so that one is read for the whole of them or not at all.",
    ("branch_id", "week_from"),
    (*_WEEK, Column("days", "count", "Rows of branch_day.", at_least=1)),
)
BRANCH_WEEK_PRODUCT = Table(
    "branch_week_product",
    "one row a branch, week and product sold",
    "Mart: what sold, by week: long spans are read from it, and from branch_day_product at their edges.",
    ("branch_id", "week_from", "product_id"),
    (
        *_WEEK,
        PRODUCT_ID,
        Column("first_day", "date", "The week's first day on which some was sold."),
        Column("last_day", "date", "The last one."),
        UNITS,
        Column("gross_pence", "pence", "List price × quantity."),
        NET_PENCE,
    ),
)
BRANCH_DAY_TENDER = Table(
    "branch_day_tender",
    "one row a branch, trading date and tender with a sale",
    "Mart: sales by how they were paid.",
    ("branch_id", "trading_date", "tender"),
    (
        DAY_ID,
        BRANCH_ID,
        TRADING_DATE,
        TENDER,
        ORDERS,
        REFUNDS,
        NET_PENCE,
        *SUMS,
    ),
)
BRANCH_DAY_SPEND = Table(
    "branch_day_spend",
    "one row a branch, trading date and band of 50 pence with an order",
    "Mart: how much orders come to, so that a median is found among a band's sales and not among all.",
    ("branch_id", "trading_date", "from_pence"),
    (
        DAY_ID,
        BRANCH_ID,
        TRADING_DATE,
        Column("from_pence", "pence", "The least total of the band, a multiple of 50."),
        Column("orders", "count", "Orders whose total lies in the band.", at_least=1),
        *(
            Column(
                f"orders_under_{pence}", "count", f"Of them those less than {pence} pence above its least.", at_least=0
            )
            for pence in (10, 20, 30, 40)
        ),
    ),
)

MARTS: tuple[Table, ...] = (
    BRANCH_DAY,
    BRANCH_HOUR,
    BRANCH_DAY_PRODUCT,
    BRANCH_DAY_TENDER,
    BRANCH_DAY_SPEND,
    BRANCH_WEEK,
    BRANCH_WEEK_PRODUCT,
)
