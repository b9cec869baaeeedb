-- title: what sold
-- grain: one row a branch, trading date and product sold
-- filters: branch-days that the batch changes
insert into branch_day_product (branch_id, trading_date, product_id, units, gross_pence, net_pence)
select
    branch_id,
    trading_date,
    product_id,
    units,
    gross_pence,
    net_pence
from changed_product
