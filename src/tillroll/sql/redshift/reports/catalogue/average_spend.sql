-- title: Average spend and items per order
-- grain: one row
-- filters: dates, branch, region, franchise, product, category, size, daypart, tender
-- made: by tools/redshift.py from sql/reports/catalogue/average_spend.sql (frame)
with total as (
  select
    cast(sum(orders) as bigint) as orders,
    cast(sum(net_pence) as bigint) as net_pence,
    cast(sum(units) as decimal(18, 3)) as units
  from chosen_day
), placed as (
  select
    total_pence,
    :orders_below + sum(orders) over (order by total_pence rows between unbounded preceding and current row) - orders as first_place,
    :orders_below + sum(orders) over (order by total_pence rows between unbounded preceding and current row) as next_place
  from middle_total
), wanted as (
  select
    (
      orders - 1 - (
        orders - 1
      ) % 2
    ) / 2 as place
  from total
  union all
  select
    (
      orders - orders % 2
    ) / 2 as place
  from total
), middle as (
  select
    avg(placed.total_pence) as median_spend_pence
  from placed
  inner join wanted
    on wanted.place >= placed.first_place and wanted.place < placed.next_place
)
select
  total.orders,
  total.net_pence,
  case when total.orders >= 30 then cast(total.net_pence as double precision) / total.orders end as average_spend_pence,
  case when total.orders >= 30 then cast(middle.median_spend_pence as double precision) end as median_spend_pence,
  total.units,
  case when total.orders >= 30 then cast(total.units as double precision) / total.orders end as items_per_order
from total
cross join middle
where
  total.net_pence is not null
