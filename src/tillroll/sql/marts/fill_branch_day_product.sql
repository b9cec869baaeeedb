-- title: what sold
-- grain: one row a branch, trading date and product sold
-- filters: branch-days that the batch changes
insert into branch_day_product (day_id, branch_id, trading_date, product_id, units, gross_pence, net_pence)
select
    touched.day_id,
    touched.branch_id,
    touched.trading_date,
    changed.product_id,
    changed.units,
    changed.gross_pence,
    changed.net_pence
from changed_product as changed
inner join touched_day as touched on changed.day_id = touched.day_id
