-- title: a run ends
-- grain: one row
-- filters: run :run_id
-- made: by tools/redshift.py from sql/load/finish_run.sql (types)
update run set finished_at = cast(:finished_at as timestamp), documents = cast(:documents as integer), sales_loaded = cast(:sales_loaded as integer), pence_loaded = cast(:pence_loaded as bigint), rows_rejected = cast(:rows_rejected as integer), cost_micropence = cast(:cost_micropence as bigint)
where
  run_id = cast(:run_id as char(36))
