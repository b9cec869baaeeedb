-- title: Large lattes by day
-- grain: one row a trading date, the oldest first
-- filters: dates, branch, region, franchise, daypart, tender
-- made: by tools/redshift.py from sql/reports/catalogue/large_lattes_by_day.sql (types, filter)
with sold as (
  select
    item.day_id,
    sum(item.net_pence) as net_pence,
    sum(item.units) as units
  from (
    select
      day_id,
      product_id,
      units,
      net_pence
    from branch_day_product
    where
      trading_date between :first_day and :last_day
      and coalesce(cast(:tender as varchar(4096)), cast(:daypart as varchar(4096))) is null
    union all
    select
      day_id,
      product_id,
      units,
      net_pence
    from part_item
  ) as item
  inner join report_product as product
    on item.product_id = product.product_id
  where
    product.is_large_latte
  group by
    item.day_id
)
select
  day.trading_date,
  case when bool_or(day.is_known) then cast(coalesce(sum(sold.net_pence), 0) as bigint) end as net_pence,
  case when bool_or(day.is_known) then cast(coalesce(sum(sold.units), 0) as decimal(18, 3)) end as units,
  count(case when day.is_expected and day.is_whole then 1 end) as complete_days,
  count(case when day.is_expected then 1 end) as expected_days
from chosen_day as day
left join sold
  on day.day_id = sold.day_id
group by
  day.trading_date
having
  bool_or(day.is_known) or bool_or(day.is_expected)
order by
  day.trading_date
