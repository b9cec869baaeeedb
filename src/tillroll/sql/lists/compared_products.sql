-- title: products of branch-days, to compare two warehouses by
-- grain: one row a branch, trading date and product
-- filters: none
select
    branch_id,
    trading_date,
    product_id,
    units,
    net_pence
from branch_day_product
