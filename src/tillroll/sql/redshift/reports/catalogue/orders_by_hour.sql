-- title: Orders by hour
-- grain: one row an hour of the wall clock that brought an order, from midnight
-- filters: dates, branch, region, franchise, product, category, size, daypart, tender
-- made: by tools/redshift.py from sql/reports/catalogue/orders_by_hour.sql (types)
with sold as (
  select
    hour_sold.hour,
    cast(sum(hour_sold.orders) as bigint) as orders
  from hour_sold
  inner join report_daypart as part
    on hour_sold.hour = part.hour
  where
    (
      cast(:daypart as varchar(4096)) is null or part.daypart = cast(:daypart as varchar(4096))
    )
  group by
    hour_sold.hour
  having
    sum(hour_sold.orders) > 0
)
select
  hour,
  orders,
  case when sum(orders) over () >= 30 then cast(orders as double precision) / sum(orders) over () end as share_of_orders
from sold
order by
  hour
