-- title: what the compared branches sold of each item, now and then
-- grain: one row a branch, number of weeks and item as tills write it
-- filters: the weeks of trend_week and the days of trend_loose_day
-- made: by tools/redshift.py from sql/reports/trends/trend_sold.sql (filter)
with sold as (
  select
    whole.branch_id,
    whole.weeks,
    whole.is_now,
    item.product_id,
    item.net_pence,
    item.units
  from trend_week as whole
  inner join branch_week_product as item
    on whole.week_id = item.week_id
  where
    item.week_from between cast(:earliest_day as date) - 6 and :last_day
  union all
  select
    day.branch_id,
    day.weeks,
    day.is_now,
    item.product_id,
    item.net_pence,
    item.units
  from trend_loose_day as day
  inner join branch_day_product as item
    on day.day_id = item.day_id
  where
    item.trading_date between :earliest_day and :last_day
)
select
  branch_id,
  weeks,
  product_id,
  cast(coalesce(sum(case when is_now = 1 then net_pence end), 0) as bigint) as net_now,
  cast(coalesce(sum(case when is_now = 0 then net_pence end), 0) as bigint) as net_then,
  cast(coalesce(sum(case when is_now = 1 then units end), 0) as double precision) as units_now,
  cast(coalesce(sum(case when is_now = 0 then units end), 0) as double precision) as units_then
from sold
group by
  branch_id,
  weeks,
  product_id
