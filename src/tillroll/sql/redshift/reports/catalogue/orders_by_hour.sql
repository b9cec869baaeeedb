-- title: Orders by hour
-- grain: one row an hour of the wall clock that brought an order, from midnight
-- filters: dates, branch, region, franchise, daypart
-- made: by tools/redshift.py from sql/reports/catalogue/orders_by_hour.sql (types)
with sold as (
  select
    mart.hour,
    cast(sum(mart.orders) as bigint) as orders
  from branch_hour as mart
  inner join chosen_day
    on mart.day_id = chosen_day.day_id
  inner join report_daypart as part
    on mart.hour >= part.from_hour and mart.hour < part.to_hour
  where
    mart.trading_date between :first_day and :last_day
    and mart.orders > 0
    and (
      cast(:daypart as varchar(4096)) is null or part.daypart = cast(:daypart as varchar(4096))
    )
  group by
    mart.hour
)
select
  hour,
  orders,
  case when sum(orders) over () >= 30 then cast(orders as double precision) / sum(orders) over () end as share_of_orders
from sold
order by
  hour
