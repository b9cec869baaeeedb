-- title: Sales by daypart
-- grain: one row a daypart, from morning to night
-- filters: dates, branch, region, franchise, product, category, size, daypart, tender
-- made: by tools/redshift.py from sql/reports/catalogue/sales_by_daypart.sql (types)
with part as (
  select
    daypart.daypart,
    daypart.place,
    cast(sum(sold.net_pence) as bigint) as net_pence,
    cast(sum(sold.orders) as bigint) as orders
  from hour_sold as sold
  inner join report_daypart as daypart
    on sold.hour = daypart.hour
  group by
    daypart.daypart,
    daypart.place
), shared as (
  select
    *,
    sum(net_pence) over () as all_pence,
    sum(orders) over () as all_orders
  from part
)
select
  daypart,
  net_pence,
  case when all_orders >= 30 then cast(net_pence as double precision) / nullif(all_pence, 0) end as share_of_net,
  orders,
  case when orders >= 30 then cast(net_pence as double precision) / orders end as average_spend_pence
from shared
where
  (
    cast(:daypart as varchar(4096)) is null or daypart = cast(:daypart as varchar(4096))
  )
order by
  place
