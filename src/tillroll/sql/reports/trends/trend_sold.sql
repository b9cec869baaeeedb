-- title: what the compared branches sold of each item, now and then
-- grain: one row a trend_no of trend_branch and item as tills write it
-- filters: the weeks and days that trend_read adds up, which lie up to six days around those compared
-- Most days of a week are its row less the others. Hundreds of thousands of rows are added up by numbers: names make
-- that twice as long.
with
sold as (
    select
        whole.trend_no,
        whole.is_now,
        item.product_id,
        item.net_pence,
        item.units
    from trend_read as whole
    inner join branch_week_product as item on whole.day_id = item.week_id
    where
        whole.begins_week
        and item.week_from between cast(:earliest_day as date) - 6 and :last_day
    union all
    select
        day.trend_no,
        day.is_now,
        item.product_id,
        case when day.is_added then item.net_pence else -item.net_pence end as net_pence,
        case when day.is_added then item.units else -item.units end as units
    from trend_read as day
    inner join branch_day_product as item on day.day_id = item.day_id
    where
        (day.is_added or day.is_taken_off)
        and item.trading_date between cast(:earliest_day as date) - 6 and cast(:last_day as date) + 6
),

side as (
    select
        trend_no,
        is_now,
        product_id,
        sum(net_pence) as net_pence,
        sum(units) as units
    from sold
    group by trend_no, is_now, product_id
),

beside as (
    select
        trend_no,
        product_id,
        cast(sum(net_pence * is_now) as bigint) as net_now,
        cast(sum(net_pence * (1 - is_now)) as bigint) as net_then,
        cast(sum(units * is_now) as double precision) as units_now,
        cast(sum(units * (1 - is_now)) as double precision) as units_then
    from side
    group by trend_no, product_id
)

select *
from beside
where net_now <> 0 or net_then <> 0 or units_now <> 0 or units_then <> 0
