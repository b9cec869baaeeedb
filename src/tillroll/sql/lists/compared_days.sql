-- title: branch-days, to compare two warehouses by
-- grain: one row a branch-day
-- filters: none
select
    branch_id,
    trading_date,
    orders,
    refunds,
    net_pence,
    gross_pence,
    discount_pence,
    refund_pence
from branch_day
