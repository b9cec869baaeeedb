-- title: what the chosen branch-days took by hour that was paid in one way, or by some items
-- grain: one row a branch-day and hour of the wall clock
-- filters: :tender, :product, :category, :size; none where none is chosen, for a mart knows all sales by hour; of items
--     orders are those with one of them
select
    day.day_id,
    cast(extract(hour from sale.placed_at) as integer) as hour,
    cast(count(*) filter (where not sale.is_refund) as integer) as orders,
    cast(sum(sale.total_pence) as bigint) as net_pence
from chosen_day as day
inner join sale on day.branch_id = sale.branch_id and day.trading_date = sale.trading_date
where
    coalesce(cast(:product as varchar), cast(:category as varchar), cast(:size as varchar)) is null
    and sale.tender = cast(:tender as varchar)
    and sale.trading_date between :first_day and :last_day
    and sale.is_current
group by day.day_id, extract(hour from sale.placed_at)
union all
select
    day.day_id,
    cast(extract(hour from sale.placed_at) as integer) as hour,
    cast(count(distinct case when not sale.is_refund then sale.sale_id end) as integer) as orders,
    cast(sum(line.net_pence) as bigint) as net_pence
from chosen_day as day
inner join sale on day.branch_id = sale.branch_id and day.trading_date = sale.trading_date
inner join sale_line as line on sale.sale_id = line.sale_id and sale.trading_date = line.trading_date
inner join chosen_product as item on line.product_id = item.product_id
where
    coalesce(cast(:product as varchar), cast(:category as varchar), cast(:size as varchar)) is not null
    and (cast(:tender as varchar) is null or sale.tender = cast(:tender as varchar))
    and sale.trading_date between :first_day and :last_day
    and line.trading_date between :first_day and :last_day
    and sale.is_current
group by day.day_id, extract(hour from sale.placed_at)
