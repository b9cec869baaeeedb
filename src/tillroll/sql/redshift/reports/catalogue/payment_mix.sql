-- title: Payment mix
-- grain: one row a tender, the largest net sales first
-- filters: dates, branch, region, franchise
-- made: by tools/redshift.py from sql/reports/catalogue/payment_mix.sql (types)
with chosen as (
  select
    day_id
  from branch_day_state
  where
    trading_date between :first_day and :last_day
    and branch_id = coalesce(cast(:branch_id as varchar(4096)), branch_id)
    and region = coalesce(cast(:region as varchar(4096)), region)
    and franchise = coalesce(cast(:franchise as varchar(4096)), franchise)
), total as (
  select
    mart.tender,
    cast(sum(mart.net_pence) as bigint) as net_pence,
    cast(sum(mart.orders) as bigint) as orders
  from branch_day_tender as mart
  inner join chosen
    on mart.day_id = chosen.day_id
  where
    mart.trading_date between :first_day and :last_day
  group by
    mart.tender
)
select
  tender,
  net_pence,
  case
    when sum(orders) over () >= 30
    then cast(net_pence as double precision) / nullif(sum(net_pence) over (), 0)
  end as share_of_net,
  orders,
  case when sum(orders) over () >= 30 then cast(orders as double precision) / sum(orders) over () end as share_of_orders,
  case when orders >= 30 then cast(net_pence as double precision) / orders end as average_spend_pence
from total
order by
  total.net_pence desc,
  tender
