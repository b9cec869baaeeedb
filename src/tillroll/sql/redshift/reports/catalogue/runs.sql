-- title: Runs
-- grain: one row a run, the newest first
-- filters: dates, rows
-- made: by tools/redshift.py from sql/reports/catalogue/runs.sql (filter, seconds between)
with newest as (
  select
    run.*
  from run
  inner join asked_run as asked
    on run.run_id = asked.run_id
  order by
    run.started_at desc,
    run.run_id
  limit :row_limit
), waiting as (
  select
    newest.run_id,
    count(case when receipt.outcome = 'held' then 1 end) as files_held,
    count(case when receipt.outcome = 'unreadable' then 1 end) as files_unreadable
  from newest
  inner join receipt
    on newest.run_id = receipt.run_id
  group by
    newest.run_id
)
select
  newest.started_at,
  newest.finished_at,
  cast((
    cast(datediff(microsecond, newest.started_at, newest.finished_at) as double precision) / 1000000.0
  ) as double precision) as seconds,
  newest.cost_micropence,
  newest.documents as files,
  newest.sales_loaded,
  newest.pence_loaded,
  newest.rows_rejected,
  coalesce(waiting.files_held, 0) as files_held,
  coalesce(waiting.files_unreadable, 0) as files_unreadable,
  newest.version
from newest
left join waiting
  on newest.run_id = waiting.run_id
order by
  newest.started_at desc,
  newest.run_id
