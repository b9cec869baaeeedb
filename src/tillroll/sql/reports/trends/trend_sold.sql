-- title: what the compared branches sold of each item, now and then
-- grain: one row a branch, number of weeks and item as tills write it
-- filters: the pairs of days of trend_day; a week of a branch is read as one where all of its branch-days are there
with
side as (
    select
        branch_id,
        weeks,
        1 as is_now,
        day_id,
        day_id - cast(extract(isodow from trading_date) as bigint) + 1 as week_id
    from trend_day
    union all
    select
        branch_id,
        weeks,
        0 as is_now,
        day_id_then as day_id,
        day_id_then - cast(extract(isodow from trading_date) as bigint) + 1 as week_id
    from trend_day
),

whole as (
    select
        told.branch_id,
        told.weeks,
        told.is_now,
        told.week_id
    from (
        select
            branch_id,
            weeks,
            is_now,
            week_id,
            count(*) as days
        from side
        group by branch_id, weeks, is_now, week_id
    ) as told
    inner join branch_week as week on told.week_id = week.week_id and told.days = week.days
    where week.week_from between cast(:earliest_day as date) - 6 and :last_day
),

sold as (
    select
        whole.branch_id,
        whole.weeks,
        whole.is_now,
        item.product_id,
        item.net_pence,
        item.units
    from whole
    inner join branch_week_product as item on whole.week_id = item.week_id
    where item.week_from between cast(:earliest_day as date) - 6 and :last_day
    union all
    select
        side.branch_id,
        side.weeks,
        side.is_now,
        item.product_id,
        item.net_pence,
        item.units
    from side
    left join whole on side.week_id = whole.week_id and side.weeks = whole.weeks and side.is_now = whole.is_now
    inner join branch_day_product as item on side.day_id = item.day_id
    where whole.week_id is null and item.trading_date between :earliest_day and :last_day
)

select
    branch_id,
    weeks,
    product_id,
    cast(sum(net_pence * is_now) as bigint) as net_now,
    cast(sum(net_pence * (1 - is_now)) as bigint) as net_then,
    cast(sum(units * is_now) as double precision) as units_now,
    cast(sum(units * (1 - is_now)) as double precision) as units_then
from sold
group by branch_id, weeks, product_id
