-- title: what the compared branches took of each product and in each hour, now and then
-- grain: one row a branch, number of weeks and product or hour of the wall clock
-- filters: the branch-days of trend_side; products as trend_sold has them
-- made: by tools/redshift.py from sql/reports/trends/trend_part.sql (types)
with hour_side as (
  select
    side.trend_no,
    side.is_now,
    mart.hour,
    sum(mart.net_pence) as net_pence
  from trend_side as side
  inner join branch_hour as mart
    on side.day_id = mart.day_id
  where
    mart.trading_date between :earliest_day and :last_day
  group by
    side.trend_no,
    side.is_now,
    mart.hour
)
select
  told.branch_id,
  told.weeks,
  cast('hour' as varchar(4096)) as kind,
  lpad(cast(hour_side.hour as varchar(4096)), 2, '0') || ':00' as part,
  cast(sum(hour_side.net_pence * hour_side.is_now) as bigint) as net_now,
  cast(sum(hour_side.net_pence * (
    1 - hour_side.is_now
  )) as bigint) as net_then
from hour_side
inner join trend_branch as told
  on hour_side.trend_no = told.trend_no
group by
  told.branch_id,
  told.weeks,
  hour_side.hour
union all
select
  item.branch_id,
  item.weeks,
  cast('product' as varchar(4096)) as kind,
  product.product as part,
  cast(sum(item.net_now) as bigint) as net_now,
  cast(sum(item.net_then) as bigint) as net_then
from trend_sold as item
inner join report_product as product
  on item.product_id = product.product_id
group by
  item.branch_id,
  item.weeks,
  product.product
