-- title: how much orders come to
-- grain: one row a branch, trading date and band of 50 pence with an order
-- filters: branch-days that the batch changes
insert into branch_day_spend (
    day_id, branch_id, trading_date, from_pence, orders,
    orders_under_10, orders_under_20, orders_under_30, orders_under_40
)
select
    touched.day_id,
    touched.branch_id,
    touched.trading_date,
    changed.from_pence,
    changed.orders,
    changed.orders_under_10,
    changed.orders_under_20,
    changed.orders_under_30,
    changed.orders_under_40
from (
    select
        day_id,
        total_pence - total_pence % 50 as from_pence,
        cast(count(*) as integer) as orders,
        cast(count(case when total_pence % 50 < 10 then 1 end) as integer) as orders_under_10,
        cast(count(case when total_pence % 50 < 20 then 1 end) as integer) as orders_under_20,
        cast(count(case when total_pence % 50 < 30 then 1 end) as integer) as orders_under_30,
        cast(count(case when total_pence % 50 < 40 then 1 end) as integer) as orders_under_40
    from changed_sale
    where not is_refund
    group by day_id, total_pence - total_pence % 50
) as changed
inner join touched_day as touched on changed.day_id = touched.day_id
