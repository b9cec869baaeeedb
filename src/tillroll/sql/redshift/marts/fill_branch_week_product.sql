-- title: what sold, by week
-- grain: one row a branch, week and product sold
-- filters: changed weeks, all of them within six days of :first_day to :last_day
-- made: by tools/redshift.py from sql/marts/fill_branch_week_product.sql (isodow)
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
  changed.week_id,
  changed.branch_id,
  changed.week_from,
  item.product_id,
  min(item.trading_date) as first_day,
  max(item.trading_date) as last_day,
  cast(sum(item.units) as decimal(12, 3)) as units,
  cast(sum(item.gross_pence) as bigint) as gross_pence,
  cast(sum(item.net_pence) as bigint) as net_pence
from (
  select
    day_id - cast((
      (
        extract(dow from trading_date) + 6
      ) % 7 + 1
    ) as bigint) + 1 as week_id,
    product_id,
    trading_date,
    units,
    gross_pence,
    net_pence
  from branch_day_product
  where
    trading_date between cast(:first_day as date) - 6 and cast(:last_day as date) + 6
) as item
inner join changed_week as changed
  on item.week_id = changed.week_id
group by
  changed.week_id,
  changed.branch_id,
  changed.week_from,
  item.product_id
