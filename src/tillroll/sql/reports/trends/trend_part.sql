-- title: what the compared branches took of each product and in each hour, now and then
-- grain: one row a branch, number of weeks and product or hour of the wall clock
-- filters: the pairs of days of trend_day; products as trend_sold has them
with
side as (
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
)

select
    side.branch_id,
    side.weeks,
    cast('hour' as varchar) as kind,
    lpad(cast(mart.hour as varchar), 2, '0') || ':00' as part,
    cast(sum(mart.net_pence * side.is_now) as bigint) as net_now,
    cast(sum(mart.net_pence * (1 - side.is_now)) as bigint) as net_then
from side
inner join branch_hour as mart on side.day_id = mart.day_id
where mart.trading_date between :earliest_day and :last_day
group by side.branch_id, side.weeks, mart.hour
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
