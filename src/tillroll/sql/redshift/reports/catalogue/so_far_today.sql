-- title: So far today
-- grain: one row a branch, the largest net sales first
-- filters: dates, branch, region, franchise
-- made: by tools/redshift.py from sql/reports/catalogue/so_far_today.sql (types, filter, interval)
with today as (
  select
    day.branch_id,
    day.branch_name,
    day.region,
    date_trunc('MINUTE', day.last_at) as until_at,
    cast(mart.net_pence as bigint) as net_pence,
    cast(mart.orders as bigint) as orders
  from chosen_day as day
  inner join earlier_day as before
    on day.branch_id = before.branch_id and day.trading_date = before.for_date
  inner join branch_day as mart
    on day.day_id = mart.day_id
  where
    day.trading_date = :last_day
    and mart.trading_date = :last_day
    and day.is_known
    and before.is_known
    and (
      before.is_whole or dateadd(day, 7, before.last_at) >= date_trunc('MINUTE', day.last_at)
    )
    and before.last_at is not null
    and day.last_at is not null
), sold_before as (
  select
    today.branch_id,
    cast(sum(sale.total_pence) as bigint) as net_pence,
    cast(count(case when not sale.is_refund then 1 end) as bigint) as orders
  from today
  inner join sale
    on today.branch_id = sale.branch_id
  where
    sale.is_current
    and sale.trading_date = cast(:last_day as date) - 7
    and date_trunc('MINUTE', sale.placed_at) <= dateadd(day, -7, today.until_at)
  group by
    today.branch_id
), total as (
  select
    today.branch_name as branch,
    today.region,
    lpad(cast(extract(hour from today.until_at) as varchar(4096)), 2, '0') || ':' || lpad(cast(extract(minute from today.until_at) as varchar(4096)), 2, '0') as until,
    today.net_pence,
    coalesce(sold_before.net_pence, 0) as net_pence_before,
    today.orders,
    coalesce(sold_before.orders, 0) as orders_before
  from today
  left join sold_before
    on today.branch_id = sold_before.branch_id
)
select
  branch,
  region,
  until,
  net_pence,
  net_pence_before,
  case
    when orders_before >= 30
    then cast(net_pence as double precision) / nullif(net_pence_before, 0) - 1
  end as change,
  orders,
  orders_before
from total
order by
  net_pence desc,
  branch,
  region
