-- title: Runs
-- grain: one row a run, the newest first
-- filters: rows
-- made: by tools/redshift.py from sql/reports/catalogue/runs.sql (seconds between)
select
  started_at,
  finished_at,
  cast((
    cast(datediff(microsecond, started_at, finished_at) as double precision) / 1000000.0
  ) as double precision) as seconds,
  cost_micropence,
  documents as files,
  sales_loaded,
  pence_loaded,
  rows_rejected,
  version
from run
order by
  started_at desc,
  run_id
limit :row_limit
