-- title: Payment mix
-- grain: one row a tender, the largest net sales first
-- filters: dates, branch, region, franchise, product, category, size, daypart
-- made: by tools/redshift.py from sql/reports/catalogue/payment_mix.sql (types)
with total as (
  select
    mart.tender,
    cast(sum(mart.net_pence) as bigint) as net_pence,
    cast(sum(mart.orders) as bigint) as orders
  from branch_day_tender as mart
  inner join chosen_day
    on mart.day_id = chosen_day.day_id
  where
    mart.trading_date between :first_day and :last_day
    and coalesce(
      cast(:daypart as varchar(4096)),
      cast(:product as varchar(4096)),
      cast(:category as varchar(4096)),
      cast(:size as varchar(4096))
    ) is null
  group by
    mart.tender
  union all
  select
    tender,
    net_pence,
    orders
  from part_tender
)
select
  tender,
  net_pence,
  case
    when sum(orders) over () >= 30
    then cast(net_pence as double precision) / nullif(sum(net_pence) over (), 0)
  end as share_of_net,
  orders,
  case
    when sum(orders) over () >= 30
    then cast(orders as double precision) / nullif(sum(orders) over (), 0)
  end as share_of_orders,
  case when orders >= 30 then cast(net_pence as double precision) / orders end as average_spend_pence
from total
order by
  total.net_pence desc,
  tender
