-- title: Product mix by week
-- question: How does what is sold shift from week to week?
-- grain: one row a week and product, the oldest week first and in it the largest net sales
-- filters: dates, branch, region, franchise, product, category, size, daypart, tender
-- needs: chosen_product, whole_week, loose_day, part_item
-- preset: last-4-whole-weeks
-- units: week_from date, product text, category text, net_pence pence, share_of_week share, units items
-- definition: Net sales of each product and their share of the week's, of the products chosen; the share is withheld
--     under 30 units. Weeks begin on Monday, by trading date; the first and the last may be cut by the dates asked
--     for. Only complete branch-days count (late ones too, once they are whole).
with
sold as (
    select
        week_from,
        product_id,
        sum(units) as units,
        sum(net_pence) as net_pence
    from (
        select
            item.week_from,
            item.product_id,
            item.units,
            item.net_pence
        from branch_week_product as item
        inner join whole_week as week on item.week_id = week.week_id
        where item.week_from between cast(:first_day as date) - 6 and :last_day
        union all
        select
            day.week_from,
            item.product_id,
            item.units,
            item.net_pence
        from (select distinct trading_date from loose_day) as dated
        inner join branch_day_product as item on dated.trading_date = item.trading_date
        inner join loose_day as day on item.day_id = day.day_id
        where day.is_whole and item.trading_date between :first_day and :last_day
        union all
        select
            week_from,
            product_id,
            units,
            net_pence
        from part_item
        where is_whole
    ) as item
    group by week_from, product_id
),

total as (
    select
        sold.week_from,
        product.product,
        product.category,
        cast(sum(sold.net_pence) as bigint) as net_pence,
        cast(sum(sold.units) as decimal(18, 3)) as units
    from sold
    inner join chosen_product as product on sold.product_id = product.product_id
    group by sold.week_from, product.product, product.category
),

shared as (
    select
        *,
        sum(net_pence) over (partition by week_from) as week_pence,
        sum(units) over (partition by week_from) as week_units
    from total
)

select
    week_from,
    product,
    category,
    net_pence,
    case when week_units >= 30 then cast(net_pence as double precision) / nullif(week_pence, 0) end as share_of_week,
    units
from shared
order by week_from asc, shared.net_pence desc, product asc, category asc
