-- title: how many times as large a share of all that is sold each product has, and each hour, as it had
-- grain: one row a number of weeks and product or hour of the wall clock; with how many branches sold some, and the largest share of it that one of them has, now or then
-- filters: the pairs of days of trend_day, and trend_sold; none of what was not sold now, or not then
-- made: by tools/redshift.py from sql/reports/trends/seasons.sql (types)
with side as (
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
), sold as (
  select
    side.weeks,
    cast('hour' as varchar(4096)) as kind,
    lpad(cast(mart.hour as varchar(4096)), 2, '0') || ':00' as part,
    cast(sum(mart.net_pence * side.is_now) as double precision) as net_now,
    cast(sum(mart.net_pence * (
      1 - side.is_now
    )) as double precision) as net_then
  from side
  inner join branch_hour as mart
    on side.day_id = mart.day_id
  where
    mart.trading_date between :earliest_day and :last_day
  group by
    side.branch_id,
    side.weeks,
    mart.hour
  union all
  select
    item.weeks,
    cast('product' as varchar(4096)) as kind,
    product.product as part,
    cast(sum(item.net_now) as double precision) as net_now,
    cast(sum(item.net_then) as double precision) as net_then
  from trend_sold as item
  inner join report_product as product
    on item.product_id = product.product_id
  group by
    item.branch_id,
    item.weeks,
    product.product
), whole as (
  select
    weeks,
    kind,
    part,
    sum(net_now) as net_now,
    sum(net_then) as net_then,
    max(net_now) as most_now,
    max(net_then) as most_then,
    cast(count(*) as integer) as branches
  from sold
  group by
    weeks,
    kind,
    part
)
select
  weeks,
  kind,
  part,
  (
    net_now / sum(net_now) over (partition by weeks, kind)
  ) / (
    net_then / sum(net_then) over (partition by weeks, kind)
  ) as times,
  branches,
  greatest(most_now / net_now, most_then / net_then) as largest
from whole
where
  net_now > 0 and net_then > 0
order by
  weeks,
  kind,
  part
