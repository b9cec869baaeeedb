-- title: Freshness
-- grain: one row a branch, the longest silent first
-- filters: dates, branch, region, franchise
-- made: by tools/redshift.py from sql/reports/catalogue/freshness.sql (types, seconds between)
with newest as (
  select
    branch_id,
    branch_name,
    region,
    max(last_at) as newest_at
  from chosen_day
  group by
    branch_id,
    branch_name,
    region
), delivery as (
  select
    told.branch_id,
    (
      cast(datediff(microsecond, receipt.delivered_at, run.finished_at) as double precision) / 1000000.0
    ) as seconds
  from (
    select distinct
      told.document_id,
      told.branch_id
    from document_day as told
    inner join chosen_day as day
      on told.branch_id = day.branch_id and told.trading_date = day.trading_date
    where
      told.trading_date between :first_day and :last_day
  ) as told
  inner join receipt
    on told.document_id = receipt.document_id
  inner join run
    on receipt.run_id = run.run_id
  where
    run.finished_at is not null
), waited as (
  select
    branch_id,
    count(*) as deliveries,
    percentile_cont(0.5) within group (order by
      seconds) as seconds_middle,
    percentile_cont(0.95) within group (order by
      seconds) as seconds_p95
  from delivery
  group by
    branch_id
)
select
  newest.branch_name as branch,
  newest.region,
  left(cast(newest.newest_at as varchar(4096)), 16) as newest_sale,
  cast((
    cast(datediff(microsecond, newest.newest_at, clock.wall_at) as double precision) / 1000000.0
  ) as double precision) / 3600 as hours_since,
  coalesce(waited.deliveries, 0) as deliveries,
  cast(waited.seconds_middle as double precision) as seconds_middle,
  case when waited.deliveries >= 30 then cast(waited.seconds_p95 as double precision) end as seconds_p95
from newest
inner join branch
  on newest.branch_id = branch.branch_id
inner join zone_clock as clock
  on branch.time_zone = clock.time_zone
left join waited
  on newest.branch_id = waited.branch_id
order by
  newest.newest_at asc nulls first,
  branch asc,
  newest.region asc
