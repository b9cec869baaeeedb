-- title: Hazelnut coffees by week
-- question: What were hazelnut coffees worth each week?
-- grain: one row a week, the oldest first
-- filters: dates, branch, region, franchise, daypart, tender
-- needs: whole_week, loose_day, part_item
-- about: highest net_pence by week_from
-- preset: last-4-whole-weeks
-- units: week_from date, net_pence pence, units items, complete_days branch-days, expected_days branch-days
-- definition: Hazelnut coffees are the items that products.csv calls coffees and that have the flavour Hazelnut or
--     are its product Hazelnut latte; a hazelnut hot chocolate is no coffee. Weeks begin on Monday, by trading date;
--     the first and the last may be cut by the dates asked for. Units are items sold, less items taken back. A
--     branch-day of which nothing counts yet is unknown, not zero; partial days are shown.
with
sold as (
    select
        week_from,
        sum(net_pence) as net_pence,
        sum(units) as units
    from (
        select
            item.week_from,
            item.units,
            item.net_pence
        from branch_week_product as item
        inner join whole_week as week on item.week_id = week.week_id
        inner join report_product as product on item.product_id = product.product_id
        where item.week_from between cast(:first_day as date) - 6 and :last_day and product.is_hazelnut_coffee
        union all
        select
            day.week_from,
            item.units,
            item.net_pence
        from (select distinct trading_date from loose_day) as dated
        inner join branch_day_product as item on dated.trading_date = item.trading_date
        inner join loose_day as day on item.day_id = day.day_id
        inner join report_product as product on item.product_id = product.product_id
        where item.trading_date between :first_day and :last_day and product.is_hazelnut_coffee
        union all
        select
            item.week_from,
            item.units,
            item.net_pence
        from part_item as item
        inner join report_product as product on item.product_id = product.product_id
        where product.is_hazelnut_coffee
    ) as item
    group by week_from
),

week as (
    select
        week_from,
        bool_or(is_known) as is_known,
        count(*) filter (where is_expected and is_whole) as complete_days,
        count(*) filter (where is_expected) as expected_days
    from chosen_day
    group by week_from
    having bool_or(is_known) or bool_or(is_expected)
)

select
    week.week_from,
    case when week.is_known then cast(coalesce(sold.net_pence, 0) as bigint) end as net_pence,
    case when week.is_known then cast(coalesce(sold.units, 0) as decimal(18, 3)) end as units,
    week.complete_days,
    week.expected_days
from week
left join sold on week.week_from = sold.week_from
order by week.week_from
