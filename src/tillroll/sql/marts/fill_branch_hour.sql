-- title: sales by hour of the wall clock
-- grain: one row a branch, trading date and hour with a sale
-- filters: branch-days that the batch changes
insert into branch_hour (day_id, branch_id, trading_date, hour, orders, net_pence)
select
    touched.day_id,
    touched.branch_id,
    touched.trading_date,
    changed.hour,
    changed.orders,
    changed.net_pence
from (
    select
        day_id,
        cast(extract(hour from placed_at) as integer) as hour,
        cast(count(case when not is_refund then 1 end) as integer) as orders,
        cast(sum(total_pence) as bigint) as net_pence
    from changed_sale
    group by day_id, extract(hour from placed_at)
) as changed
inner join touched_day as touched on changed.day_id = touched.day_id
