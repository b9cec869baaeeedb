-- title: Uptime of runs
-- grain: one row a month, the newest first
-- filters: rows
-- made: by tools/redshift.py from sql/reports/catalogue/uptime.sql (seconds between)
with monthly as (
  select
    cast(date_trunc('MONTH', started_at) as date) as month_from,
    count(*) as runs,
    count(finished_at) as finished,
    percentile_cont(0.5) within group (order by
      (
        cast(datediff(microsecond, started_at, finished_at) as double precision) / 1000000.0
      )) as seconds_middle,
    cast(sum(documents) as bigint) as files
  from run
  group by
    date_trunc('MONTH', started_at)
)
select
  month_from,
  runs,
  finished,
  case when runs >= 30 then cast(finished as double precision) / runs end as share_finished,
  cast(seconds_middle as double precision) as seconds_middle,
  files
from monthly
order by
  month_from desc
limit :row_limit
