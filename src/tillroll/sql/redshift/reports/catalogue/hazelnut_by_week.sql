-- title: Hazelnut coffees by week
-- grain: one row a week, the oldest first
-- filters: dates, branch, region, franchise
-- made: by tools/redshift.py from sql/reports/catalogue/hazelnut_by_week.sql (types)
with chosen as (
  select
    day_id,
    cast(date_trunc('WEEK', cast(trading_date as timestamp)) as date) as week_from,
    is_known,
    is_expected,
    is_whole
  from branch_day_state
  where
    trading_date between :first_day and :last_day
    and branch_id = coalesce(cast(:branch_id as varchar(4096)), branch_id)
    and region = coalesce(cast(:region as varchar(4096)), region)
    and franchise = coalesce(cast(:franchise as varchar(4096)), franchise)
), sold as (
  select
    item.day_id,
    sum(item.net_pence) as net_pence,
    sum(item.units) as units
  from branch_day_product as item
  inner join report_product as product
    on item.product_id = product.product_id
  where
    item.trading_date between :first_day and :last_day and product.is_hazelnut_coffee
  group by
    item.day_id
)
select
  chosen.week_from,
  case when bool_or(chosen.is_known) then cast(coalesce(sum(sold.net_pence), 0) as bigint) end as net_pence,
  case when bool_or(chosen.is_known) then cast(coalesce(sum(sold.units), 0) as decimal(18, 3)) end as units,
  count(case when chosen.is_expected and chosen.is_whole then 1 end) as complete_days,
  count(case when chosen.is_expected then 1 end) as expected_days
from chosen
left join sold
  on chosen.day_id = sold.day_id
group by
  chosen.week_from
having
  bool_or(chosen.is_known) or bool_or(chosen.is_expected)
order by
  chosen.week_from
