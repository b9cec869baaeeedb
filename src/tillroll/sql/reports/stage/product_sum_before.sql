-- title: what the whole branch-days sold that the chosen ones are compared with
-- grain: one row an item as tills write it
-- filters: weeks of earlier_week, other whole branch-days of earlier_day; of part_item_before where a part of the
--     sales is chosen
select
    item.product_id,
    cast(sum(item.units) as decimal(18, 3)) as units,
    cast(sum(item.net_pence) as bigint) as net_pence
from (
    select
        item.product_id,
        item.units,
        item.net_pence
    from branch_week_product as item
    inner join earlier_week as week on item.week_id = week.week_id
    where item.week_from between cast(:earlier_first as date) - 6 and :earlier_last
    union all
    select
        item.product_id,
        item.units,
        item.net_pence
    from branch_day_product as item
    inner join earlier_day as day on item.day_id = day.day_id
    left join earlier_week as week
        on item.day_id - cast(extract(isodow from item.trading_date) as bigint) + 1 = week.week_id
    where
        day.is_whole
        and week.week_id is null
        and item.trading_date between :earlier_first and :earlier_last
        and coalesce(cast(:tender as varchar), cast(:daypart as varchar)) is null
    union all
    select
        product_id,
        units,
        net_pence
    from part_item_before
    where is_whole
) as item
group by item.product_id
