-- title: what the compared branches took of each product and in each hour, now and then
-- grain: one row a branch, number of weeks and product or hour of the wall clock
-- filters: the compared branch-days of trend_read; products as trend_sold has them
-- made: by tools/redshift.py from sql/reports/trends/trend_part.sql (types)
with hour_side as (
  select
    side.trend_no,
    side.is_now,
    mart.hour,
    sum(mart.net_pence) as net_pence
  from trend_read as side
  inner join branch_hour as mart
    on side.day_id = mart.day_id
  where
    side.is_compared and mart.trading_date between :earliest_day and :last_day
  group by
    side.trend_no,
    side.is_now,
    mart.hour
), hour_beside as (
  select
    trend_no,
    hour,
    cast(sum(net_pence * is_now) as bigint) as net_now,
    cast(sum(net_pence * (
      1 - is_now
    )) as bigint) as net_then
  from hour_side
  group by
    trend_no,
    hour
), product_beside as (
  select
    item.trend_no,
    product.name_no,
    min(product.product) as product,
    cast(sum(item.net_now) as bigint) as net_now,
    cast(sum(item.net_then) as bigint) as net_then
  from trend_sold as item
  inner join report_product as product
    on item.product_id = product.product_id
  group by
    item.trend_no,
    product.name_no
)
select
  told.branch_id,
  told.weeks,
  cast('hour' as varchar(4096)) as kind,
  lpad(cast(sold.hour as varchar(4096)), 2, '0') || ':00' as part,
  sold.net_now,
  sold.net_then
from hour_beside as sold
inner join trend_branch as told
  on sold.trend_no = told.trend_no
union all
select
  told.branch_id,
  told.weeks,
  cast('product' as varchar(4096)) as kind,
  sold.product as part,
  sold.net_now,
  sold.net_then
from product_beside as sold
inner join trend_branch as told
  on sold.trend_no = told.trend_no
