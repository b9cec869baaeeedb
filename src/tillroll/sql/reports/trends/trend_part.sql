-- title: what the compared branches took of each product and in each hour, now and then
-- grain: one row a branch, number of weeks and product or hour of the wall clock
-- filters: the pairs of days of trend_day; products as trend_sold has them
with
side as (
    select
        trend_no,
        day_id,
        1 as is_now
    from trend_day
    union all
    select
        trend_no,
        day_id_then as day_id,
        0 as is_now
    from trend_day
),

hour_side as (
    select
        side.trend_no,
        side.is_now,
        mart.hour,
        sum(mart.net_pence) as net_pence
    from side
    inner join branch_hour as mart on side.day_id = mart.day_id
    where mart.trading_date between :earliest_day and :last_day
    group by side.trend_no, side.is_now, mart.hour
),

named as (
    select
        trend_no,
        min(branch_id) as branch_id,
        min(weeks) as weeks
    from trend_day
    group by trend_no
)

select
    named.branch_id,
    named.weeks,
    cast('hour' as varchar) as kind,
    lpad(cast(hour_side.hour as varchar), 2, '0') || ':00' as part,
    cast(sum(hour_side.net_pence * hour_side.is_now) as bigint) as net_now,
    cast(sum(hour_side.net_pence * (1 - hour_side.is_now)) as bigint) as net_then
from hour_side
inner join named on hour_side.trend_no = named.trend_no
group by named.branch_id, named.weeks, hour_side.hour
union all
select
    item.branch_id,
    item.weeks,
    cast('product' as varchar) as kind,
    product.product as part,
    cast(sum(item.net_now) as bigint) as net_now,
    cast(sum(item.net_then) as bigint) as net_then
from trend_sold as item
inner join report_product as product on item.product_id = product.product_id
group by item.branch_id, item.weeks, product.product
