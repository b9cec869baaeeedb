-- title: what the chosen branch-days took by tender in one part of the day, or by some items
-- grain: one row a tender
-- filters: :daypart, :product, :category, :size; none where none is chosen, for a mart knows all sales by tender; of
--     items orders are those with one of them
with
chosen_block as (
    select
        block.tender,
        bit_or(block.order_bits) as order_bits,
        sum(block.net_pence) as net_pence
    from hour_block as block
    inner join report_daypart as part on block.hour = part.hour
    where
        coalesce(
            cast(:daypart as varchar), cast(:product as varchar), cast(:category as varchar), cast(:size as varchar)
        ) is not null
        and block.trading_date between :first_day and :last_day
        and (cast(:daypart as varchar) is null or part.daypart = cast(:daypart as varchar))
        and block.day_id in (select chosen_day.day_id from chosen_day)
        and block.product_id in (select chosen_product.product_id from chosen_product)
    group by block.day_id, block.hour, block.tender, block.block_no
)

select
    tender,
    cast(sum(bit_count(order_bits)) as bigint) as orders,
    cast(sum(net_pence) as bigint) as net_pence
from chosen_block
group by tender
