-- title: what the compared branches took of each product, day beside day
-- grain: one row a product, number of weeks and trading date on which it sold now and then
-- filters: the pairs of days of trend_day
select
    product.product,
    product.category,
    side.weeks,
    side.trading_date,
    cast(sum(case when side.is_now = 1 then item.net_pence else 0 end) as bigint) as net_pence,
    cast(sum(case when side.is_now = 0 then item.net_pence else 0 end) as bigint) as net_pence_then,
    cast(sum(case when side.is_now = 1 then item.units else 0 end) as double precision) as units,
    cast(sum(case when side.is_now = 0 then item.units else 0 end) as double precision) as units_then
from (
    select
        weeks,
        trading_date,
        day_id,
        1 as is_now
    from trend_day
    union all
    select
        weeks,
        trading_date,
        day_id_then as day_id,
        0 as is_now
    from trend_day
) as side
inner join branch_day_product as item on side.day_id = item.day_id
inner join report_product as product on item.product_id = product.product_id
where item.trading_date between :earliest_day and :last_day
group by product.product, product.category, side.weeks, side.trading_date
order by product.product, product.category, side.weeks, side.trading_date
