-- title: sales by hour of the wall clock
-- grain: one row a branch, trading date and hour with a sale
-- filters: branch-days that the batch changes
insert into branch_hour (branch_id, trading_date, hour, orders, net_pence)
select
    branch_id,
    trading_date,
    cast(extract(hour from placed_at) as integer) as hour,
    cast(count(*) filter (not is_refund) as integer) as orders,
    cast(sum(total_pence) as bigint) as net_pence
from changed_sale
group by branch_id, trading_date, extract(hour from placed_at)
