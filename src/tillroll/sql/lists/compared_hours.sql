-- title: branch-hours, to compare two warehouses by
-- grain: one row a row of branch_hour
-- filters: none
select
    branch_id,
    trading_date,
    hour,
    orders,
    net_pence
from branch_hour
