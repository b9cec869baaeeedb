-- title: Hazelnut coffees by week
-- grain: one row a week, the oldest first
-- filters: dates, branch, region, franchise
-- made: by tools/redshift.py from sql/reports/catalogue/hazelnut_by_week.sql (filter)
with sold as (
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
  day.week_from,
  case when bool_or(day.is_known) then cast(coalesce(sum(sold.net_pence), 0) as bigint) end as net_pence,
  case when bool_or(day.is_known) then cast(coalesce(sum(sold.units), 0) as decimal(18, 3)) end as units,
  count(case when day.is_expected and day.is_whole then 1 end) as complete_days,
  count(case when day.is_expected then 1 end) as expected_days
from chosen_day as day
left join sold
  on day.day_id = sold.day_id
group by
  day.week_from
having
  bool_or(day.is_known) or bool_or(day.is_expected)
order by
  day.week_from
