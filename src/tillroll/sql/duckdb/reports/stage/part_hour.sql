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
    day_id,
    hour,
    cast(sum(bit_count(order_bits)) as integer) as orders,
    cast(sum(net_pence) as bigint) as net_pence
from (
    select
        block.day_id,
        block.hour,
        bit_or(block.order_bits) as order_bits,
        sum(block.net_pence) as net_pence
    from hour_block as block
    where
        coalesce(cast(:product as varchar), cast(:category as varchar), cast(:size as varchar)) is not null
        and block.trading_date between :first_day and :last_day
        and (cast(:tender as varchar) is null or block.tender = cast(:tender as varchar))
        and block.day_id in (select chosen_day.day_id from chosen_day)
        and block.product_id in (select chosen_product.product_id from chosen_product)
    group by block.day_id, block.hour, block.tender, block.block_no
) as block
group by day_id, hour
