-- title: what the chosen whole branch-days sold
-- grain: one row an item as tills write it
-- filters: weeks of whole_week, whole days of loose_day; of part_item where a part of the sales is chosen
select
    item.product_id,
    cast(sum(item.units) as decimal(18, 3)) as units,
    cast(sum(item.gross_pence) as bigint) as gross_pence,
    cast(sum(item.net_pence) as bigint) as net_pence
from (
    select
        item.product_id,
        item.units,
        item.gross_pence,
        item.net_pence
    from branch_week_product as item
    inner join whole_week as week on item.week_id = week.week_id
    where item.week_from between cast(:first_day as date) - 6 and :last_day
    union all
    select
        item.product_id,
        item.units,
        item.gross_pence,
        item.net_pence
    from (select distinct trading_date from loose_day) as dated
    inner join branch_day_product as item on dated.trading_date = item.trading_date
    inner join loose_day as day on item.day_id = day.day_id
    where day.is_whole and item.trading_date between :first_day and :last_day
    union all
    select
        product_id,
        units,
        gross_pence,
        net_pence
    from part_item
    where is_whole
) as item
group by item.product_id
