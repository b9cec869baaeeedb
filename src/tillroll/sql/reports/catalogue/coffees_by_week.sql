-- title: Coffees by type and week
-- question: How many coffees of each type were sold each week?
-- grain: one row a week and product, the oldest week first and in it the most sold
-- filters: dates, branch, region, franchise, product, size, daypart, tender
-- needs: chosen_product, whole_week, loose_day, part_item
-- preset: last-4-whole-weeks
-- units: week_from date, product text, units items, net_pence pence, complete_days branch-days, expected_days
--     branch-days
-- definition: Coffees are the items that products.csv calls so, whatever their names say; each stands under its
--     product. Weeks begin on Monday, by trading date; the first and the last may be cut by the dates asked for.
--     Units are items sold, less items taken back. The branch-days are those of the week. A branch-day of which
--     nothing counts yet is unknown, not zero; partial days are shown.
with
week as (
    select
        week_from,
        count(*) filter (where is_expected and is_whole) as complete_days,
        count(*) filter (where is_expected) as expected_days
    from chosen_day
    group by week_from
),

sold as (
    select
        item.week_from,
        coffee.product,
        sum(item.units) as units,
        sum(item.net_pence) as net_pence
    from (
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
            where
                item.week_from between cast(:first_day as date) - 6 and :last_day
                and item.product_id in (select coffee.product_id from chosen_product as coffee where coffee.is_coffee)
            union all
            select
                day.week_from,
                item.product_id,
                item.units,
                item.net_pence
            from (select distinct trading_date from loose_day) as dated
            inner join branch_day_product as item on dated.trading_date = item.trading_date
            inner join loose_day as day on item.day_id = day.day_id
            where
                item.trading_date between :first_day and :last_day
                and item.product_id in (select coffee.product_id from chosen_product as coffee where coffee.is_coffee)
            union all
            select
                week_from,
                product_id,
                units,
                net_pence
            from part_item
            where product_id in (select coffee.product_id from chosen_product as coffee where coffee.is_coffee)
        ) as part
        group by week_from, product_id
    ) as item
    inner join chosen_product as coffee on item.product_id = coffee.product_id
    group by item.week_from, coffee.product
)

select
    sold.week_from,
    sold.product,
    cast(sold.units as decimal(18, 3)) as units,
    cast(sold.net_pence as bigint) as net_pence,
    week.complete_days,
    week.expected_days
from sold
inner join week on sold.week_from = week.week_from
order by sold.week_from, sold.units desc, sold.product
