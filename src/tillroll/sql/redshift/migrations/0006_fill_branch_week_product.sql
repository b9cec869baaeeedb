-- title: what sold, by week
-- grain: one row a branch, week and product sold
-- filters: none
-- made: by tools/redshift.py from sql/migrations/0006_fill_branch_week_product.sql (isodow)
insert into branch_week_product (
  week_id,
  branch_id,
  week_from,
  product_id,
  first_day,
  last_day,
  units,
  gross_pence,
  net_pence
)
select
  day_id - cast((
    (
      extract(dow from trading_date) + 6
    ) % 7 + 1
  ) as bigint) + 1 as week_id,
  branch_id,
  cast(date_trunc('WEEK', trading_date) as date) as week_from,
  product_id,
  min(trading_date) as first_day,
  max(trading_date) as last_day,
  cast(sum(units) as decimal(12, 3)) as units,
  cast(sum(gross_pence) as bigint) as gross_pence,
  cast(sum(net_pence) as bigint) as net_pence
from branch_day_product
group by
  day_id - cast((
    (
      extract(dow from trading_date) + 6
    ) % 7 + 1
  ) as bigint) + 1,
  branch_id,
  cast(date_trunc('WEEK', trading_date) as date),
  product_id
