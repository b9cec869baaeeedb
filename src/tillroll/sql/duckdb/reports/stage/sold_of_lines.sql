-- title: what branch-days took by some items in one part of the day, or paid in one way
-- grain: one row a branch-day that sold one
-- filters: :first_day to :last_day and :earlier_first to :earlier_last; :product, :category, :size, with :tender,
--     :daypart or both; no mart knows them together, but the aid of hours does
select
    day.day_id,
    cast(sum(block.net_pence) as bigint) as net_pence,
    cast(null as bigint) as gross_pence,
    cast(null as bigint) as discount_pence,
    cast(null as bigint) as refund_pence,
    cast(null as bigint) as orders,
    cast(sum(block.units) as decimal(18, 3)) as units
from branch_day_state as day
inner join hour_block as block on day.day_id = block.day_id and day.trading_date = block.trading_date
inner join report_product as product on block.product_id = product.product_id
inner join report_daypart as part on block.hour = part.hour
where
    (
        block.trading_date between :first_day and :last_day
        or block.trading_date between :earlier_first and :earlier_last
    )
    and (cast(:tender as varchar) is null or block.tender = cast(:tender as varchar))
    and (cast(:daypart as varchar) is null or part.daypart = cast(:daypart as varchar))
    and (cast(:product as varchar) is null or product.product = cast(:product as varchar))
    and (cast(:category as varchar) is null or product.category = cast(:category as varchar))
    and (cast(:size as varchar) is null or product.size = cast(:size as varchar))
    and (cast(:branch_id as varchar) is null or day.branch_id = cast(:branch_id as varchar))
    and (cast(:region as varchar) is null or day.region = cast(:region as varchar))
    and (cast(:franchise as varchar) is null or day.franchise = cast(:franchise as varchar))
group by day.day_id
