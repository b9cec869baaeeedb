-- title: what the compared branches took of each product, day beside day
-- grain: one row a product, number of weeks and trading date on which it sold now or then
-- filters: the days of chosen_trend_day
select
    product.product,
    product.category,
    side.weeks,
    side.trading_date,
    cast(sum(item.net_pence * side.is_now) as bigint) as net_pence,
    cast(sum(item.net_pence * (1 - side.is_now)) as bigint) as net_pence_then,
    cast(sum(item.units * side.is_now) as double precision) as units,
    cast(sum(item.units * (1 - side.is_now)) as double precision) as units_then
from chosen_trend_day as side
inner join branch_day_product as item on side.day_id = item.day_id
inner join report_product as product on item.product_id = product.product_id
where item.trading_date between :earliest_day and :last_day
group by product.product, product.category, side.weeks, side.trading_date
order by product.product, product.category, side.weeks, side.trading_date
