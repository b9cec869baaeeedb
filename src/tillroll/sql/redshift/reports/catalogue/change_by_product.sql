-- title: Change by product
-- grain: one row a product, the largest gain first; as many from the top as from the bottom
-- filters: dates, branch, region, franchise, product, category, size, against, rows
-- made: by tools/redshift.py from sql/reports/catalogue/change_by_product.sql (filter)
with sold as (
  select
    item.product_id,
    item.net_pence,
    item.units,
    false as is_earlier
  from branch_day_product as item
  inner join chosen_day as day
    on item.day_id = day.day_id
  where
    day.is_whole and item.trading_date between :first_day and :last_day
  union all
  select
    item.product_id,
    item.net_pence,
    item.units,
    true as is_earlier
  from branch_day_product as item
  inner join earlier_day as day
    on item.day_id = day.day_id
  where
    day.is_whole and item.trading_date between :earlier_first and :earlier_last
), item_sum as (
  select
    product_id,
    sum(case when not is_earlier then net_pence end) as net_pence,
    sum(case when is_earlier then net_pence end) as net_pence_before,
    sum(case when not is_earlier then units end) as units,
    sum(case when is_earlier then units end) as units_before
  from sold
  group by
    product_id
), total as (
  select
    product.product,
    product.category,
    cast(coalesce(sum(item_sum.net_pence), 0) as bigint) as net_pence,
    cast(coalesce(sum(item_sum.net_pence_before), 0) as bigint) as net_pence_before,
    cast(coalesce(sum(item_sum.units), 0) as decimal(18, 3)) as units,
    cast(coalesce(sum(item_sum.units_before), 0) as decimal(18, 3)) as units_before
  from item_sum
  inner join chosen_product as product
    on item_sum.product_id = product.product_id
  group by
    product.product,
    product.category
), ranked as (
  select
    *,
    row_number() over (order by net_pence - net_pence_before desc, product asc, category asc) as place,
    count(*) over () as places
  from total
)
select
  place,
  product,
  category,
  net_pence,
  net_pence_before,
  net_pence - net_pence_before as change_pence,
  case
    when units_before >= 30
    then cast(net_pence as double precision) / nullif(net_pence_before, 0) - 1
  end as change,
  units,
  units_before
from ranked
where
  place <= :row_limit or place > places - :row_limit
order by
  place
