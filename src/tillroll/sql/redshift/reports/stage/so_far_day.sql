-- title: the last day as far as it is told, where the day a week earlier is told as far
-- grain: one row a branch with sales on both days
-- filters: branch-days of chosen_day and earlier_day, of :last_day
-- made: by tools/redshift.py from sql/reports/stage/so_far_day.sql (interval)
select
  day.branch_id,
  day.branch_name,
  day.region,
  date_trunc('MINUTE', day.last_at) as until_at,
  day.net_pence,
  day.orders
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
