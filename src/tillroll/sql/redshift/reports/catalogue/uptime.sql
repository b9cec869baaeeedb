-- title: Uptime of the nights
-- grain: one row a month, the newest first
-- filters: dates, rows
-- made: by tools/redshift.py from sql/reports/catalogue/uptime.sql (seconds between)
with begun as (
  select
    min(started_at) as begun_at
  from run
), taken as (
  select
    told.trading_date,
    min(run.finished_at) as taken_at
  from document_day as told
  inner join receipt
    on told.document_id = receipt.document_id
  inner join run
    on receipt.run_id = run.run_id
  where
    told.trading_date between :first_day and :last_day and run.finished_at is not null
  group by
    told.trading_date
), nightly as (
  select
    cast(date_trunc('MONTH', night.trading_date) as date) as month_from,
    count(*) as nights,
    count(taken.taken_at) as succeeded
  from scheduled_night as night
  cross join begun
  left join taken
    on night.trading_date = taken.trading_date and night.until_at >= taken.taken_at
  where
    night.until_at >= begun.begun_at
  group by
    date_trunc('MONTH', night.trading_date)
), monthly as (
  select
    cast(date_trunc('MONTH', run.started_at) as date) as month_from,
    count(*) as runs,
    count(run.finished_at) as finished,
    percentile_cont(0.5) within group (order by
      (
        cast(datediff(microsecond, run.started_at, run.finished_at) as double precision) / 1000000.0
      )) as seconds_middle,
    cast(sum(run.documents) as bigint) as files
  from run
  inner join asked_run as asked
    on run.run_id = asked.run_id
  group by
    date_trunc('MONTH', run.started_at)
), month as (
  select
    month_from
  from nightly
  union
  select
    month_from
  from monthly
), shared as (
  select
    month_from,
    nights,
    succeeded,
    good / every as share_succeeded,
    (
      good + 1.9208
    ) / (
      every + 3.8416
    ) as middle,
    sqrt(3.8416 * good * (
      every - good
    ) / every + 3.68947264) / (
      every + 3.8416
    ) as margin
  from (
    select
      *,
      cast(succeeded as double precision) as good,
      cast(nights as double precision) as every
    from nightly
  ) as counted
)
select
  month.month_from,
  coalesce(shared.nights, 0) as nights,
  coalesce(shared.succeeded, 0) as succeeded,
  shared.share_succeeded,
  cast(greatest(shared.middle - shared.margin, 0) as double precision) as share_at_least,
  cast(least(shared.middle + shared.margin, 1) as double precision) as share_at_most,
  coalesce(monthly.runs, 0) as runs,
  coalesce(monthly.finished, 0) as finished,
  cast(monthly.seconds_middle as double precision) as seconds_middle,
  coalesce(monthly.files, 0) as files
from month
left join shared
  on month.month_from = shared.month_from
left join monthly
  on month.month_from = monthly.month_from
order by
  month.month_from desc
limit :row_limit
