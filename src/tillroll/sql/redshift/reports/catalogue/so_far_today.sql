-- title: So far today
-- grain: one row a branch, the largest net sales first
-- filters: dates, branch, region, franchise
-- made: by tools/redshift.py from sql/reports/catalogue/so_far_today.sql (types, filter, interval)
with today as (
  select
    day.branch_id,
    day.branch_name,
    day.region,
    day.trading_date,
    date_trunc('MINUTE', day.last_at) as until_at
  from chosen_day as day
  inner join earlier_day as before
    on day.branch_id = before.branch_id and day.trading_date = before.for_date
  where
    day.trading_date = :last_day
    and day.is_known
    and before.is_known
    and (
      before.is_whole or dateadd(day, 7, before.last_at) >= date_trunc('MINUTE', day.last_at)
    )
    and before.last_at is not null
    and day.last_at is not null
), sold as (
  select
    today.branch_id,
    sale.trading_date = today.trading_date as is_today,
    sum(sale.total_pence) as net_pence,
    count(case when not sale.is_refund then 1 end) as orders
  from today
  inner join sale
    on today.branch_id = sale.branch_id
  where
    sale.is_current
    and (
      (
        sale.trading_date = :last_day and date_trunc('MINUTE', sale.placed_at) <= today.until_at
      )
      or (
        sale.trading_date = cast(:last_day as date) - 7
        and date_trunc('MINUTE', sale.placed_at) <= dateadd(day, -7, today.until_at)
      )
    )
    and sale.trading_date between cast(:last_day as date) - 7 and :last_day
  group by
    today.branch_id,
    sale.trading_date = today.trading_date
), total as (
  select
    today.branch_name as branch,
    today.region,
    lpad(cast(extract(hour from today.until_at) as varchar(4096)), 2, '0') || ':' || lpad(cast(extract(minute from today.until_at) as varchar(4096)), 2, '0') as until,
    cast(coalesce(sum(case when sold.is_today then sold.net_pence end), 0) as bigint) as net_pence,
    cast(coalesce(sum(case when not sold.is_today then sold.net_pence end), 0) as bigint) as net_pence_before,
    cast(coalesce(sum(case when sold.is_today then sold.orders end), 0) as bigint) as orders,
    cast(coalesce(sum(case when not sold.is_today then sold.orders end), 0) as bigint) as orders_before
  from today
  left join sold
    on today.branch_id = sold.branch_id
  group by
    today.branch_id,
    today.branch_name,
    today.region,
    today.until_at
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
