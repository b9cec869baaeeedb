-- title: Sales by size
-- question: Which sizes do customers buy?
-- grain: one row a size, the largest units first
-- filters: dates, branch, region, franchise, product, category, size, daypart, tender
-- needs: chosen_product, whole_week, loose_day, part_item
-- about: highest units by size
-- units: size text, units items, share_of_units share, net_pence pence, net_pence_per_item pence per item
-- definition: Items by their size, whatever its capitals; those that have none are in the row without a name. Units
--     are items sold, less items taken back. The share is of the units chosen; it and the net sales per item are
--     withheld under 30 units. A branch-day of which nothing counts yet is unknown, not zero; partial days are shown.
with
sold as (
    select
        product_id,
        sum(units) as units,
        sum(net_pence) as net_pence
    from (
        select
            item.product_id,
            item.units,
            item.net_pence
        from branch_week_product as item
        inner join whole_week as week on item.week_id = week.week_id
        where item.week_from between cast(:first_day as date) - 6 and :last_day
        union all
        select
            item.product_id,
            item.units,
            item.net_pence
        from (select distinct trading_date from loose_day) as dated
        inner join branch_day_product as item on dated.trading_date = item.trading_date
        inner join loose_day as day on item.day_id = day.day_id
        where item.trading_date between :first_day and :last_day
        union all
        select
            product_id,
            units,
            net_pence
        from part_item
    ) as item
    group by product_id
),

total as (
    select
        product.size,
        cast(sum(sold.units) as decimal(18, 3)) as units,
        cast(sum(sold.net_pence) as bigint) as net_pence
    from sold
    inner join chosen_product as product on sold.product_id = product.product_id
    group by product.size
),

shared as (
    select
        *,
        sum(units) over () as all_units
    from total
)

select
    size,
    units,
    case when all_units >= 30 then cast(units as double precision) / nullif(all_units, 0) end as share_of_units,
    net_pence,
    case when units >= 30 then cast(net_pence as double precision) / nullif(units, 0) end as net_pence_per_item
from shared
order by shared.units desc, size
