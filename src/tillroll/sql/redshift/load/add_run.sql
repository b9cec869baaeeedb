-- title: a run begins
-- grain: one row
-- filters: none
-- made: by tools/redshift.py from sql/load/add_run.sql (types)
insert into run (
  run_id,
  started_at,
  finished_at,
  documents,
  sales_loaded,
  pence_loaded,
  rows_rejected,
  cut_off_minutes,
  version,
  cost_micropence
)
select
  cast(:run_id as char(36)) as run_id,
  cast(:started_at as timestamp) as started_at,
  cast(null as timestamp) as finished_at,
  0 as documents,
  0 as sales_loaded,
  0 as pence_loaded,
  0 as rows_rejected,
  cast(:cut_off_minutes as integer) as cut_off_minutes,
  cast(:version as varchar(4096)) as version,
  cast(null as bigint) as cost_micropence
where
  not exists(
    select
      1
    from run
    where
      run_id = cast(:run_id as char(36))
  )
