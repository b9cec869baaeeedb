-- title: how much orders come to
-- grain: one row a branch, trading date and band of 50 pence with an order
-- filters: branch-days that the batch changes
insert into branch_day_spend (day_id, branch_id, trading_date, from_pence, orders)
select
    touched.day_id,
    touched.branch_id,
    touched.trading_date,
    changed.from_pence,
    changed.orders
from (
    select
        day_id,
        total_pence - total_pence % 50 as from_pence,
        cast(count(*) as integer) as orders
    from changed_sale
    where not is_refund
    group by day_id, total_pence - total_pence % 50
) as changed
inner join touched_day as touched on changed.day_id = touched.day_id
