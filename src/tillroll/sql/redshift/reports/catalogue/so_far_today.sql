-- title: So far today
-- grain: one row a branch, the largest net sales first
-- filters: dates, branch, region, franchise
-- made: by tools/redshift.py from sql/reports/catalogue/so_far_today.sql (types, filter, interval)
with earlier as (
  select
    today.branch_id,
    cast(sum(sale.total_pence) as bigint) as net_pence,
    cast(count(case when not sale.is_refund then 1 end) as bigint) as orders
  from so_far_day as today
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
    coalesce(earlier.net_pence, 0) as net_pence_before,
    today.orders,
    coalesce(earlier.orders, 0) as orders_before
  from so_far_day as today
  left join earlier
    on today.branch_id = earlier.branch_id
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
