-- title: what the compared branches sold of each item, now and then
-- grain: one row a branch, number of weeks and item as tills write it
-- filters: the pairs of days of trend_day
select
    side.branch_id,
    side.weeks,
    item.product_id,
    cast(sum(item.net_pence * side.is_now) as bigint) as net_now,
    cast(sum(item.net_pence * (1 - side.is_now)) as bigint) as net_then,
    cast(sum(item.units * side.is_now) as double precision) as units_now,
    cast(sum(item.units * (1 - side.is_now)) as double precision) as units_then
from (
    select
        branch_id,
        weeks,
        day_id,
        1 as is_now
    from trend_day
    union all
    select
        branch_id,
        weeks,
        day_id_then as day_id,
        0 as is_now
    from trend_day
) as side
inner join branch_day_product as item on side.day_id = item.day_id
where item.trading_date between :earliest_day and :last_day
group by side.branch_id, side.weeks, item.product_id
