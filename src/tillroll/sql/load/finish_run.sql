-- title: a run ends
-- grain: one row
-- filters: run :run_id
update run
set
    finished_at = cast(:finished_at as timestamp),
    documents = :documents,
    sales_loaded = :sales_loaded,
    pence_loaded = :pence_loaded,
    rows_rejected = :rows_rejected
where run_id = cast(:run_id as uuid)
