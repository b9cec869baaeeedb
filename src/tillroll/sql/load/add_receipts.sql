-- title: receipts of a batch
-- grain: one row a delivery
-- filters: none
insert into receipt (
    run_id, delivery_no, document_id, delivered_at, file, outcome, reason,
    data_rows, rows_loaded, rows_already_there, rows_held, rows_rejected, rows_blank,
    pence_read, pence_loaded, pence_already_there, pence_held, pence_rejected,
    sales_loaded, sales_withdrawn, pence_withdrawn, trace_id
)
select
    cast(:run_id as uuid) as run_id,
    unnest(cast(:delivery_no as integer[])) as delivery_no,
    unnest(cast(:document_id as uuid[])) as document_id,
    unnest(cast(:delivered_at as timestamp[])) as delivered_at,
    unnest(cast(:file as varchar[])) as file,
    unnest(cast(:outcome as varchar[])) as outcome,
    unnest(cast(:reason as varchar[])) as reason,
    unnest(cast(:data_rows as integer[])) as data_rows,
    unnest(cast(:rows_loaded as integer[])) as rows_loaded,
    unnest(cast(:rows_already_there as integer[])) as rows_already_there,
    unnest(cast(:rows_held as integer[])) as rows_held,
    unnest(cast(:rows_rejected as integer[])) as rows_rejected,
    unnest(cast(:rows_blank as integer[])) as rows_blank,
    unnest(cast(:pence_read as bigint[])) as pence_read,
    unnest(cast(:pence_loaded as bigint[])) as pence_loaded,
    unnest(cast(:pence_already_there as bigint[])) as pence_already_there,
    unnest(cast(:pence_held as bigint[])) as pence_held,
    unnest(cast(:pence_rejected as bigint[])) as pence_rejected,
    unnest(cast(:sales_loaded as integer[])) as sales_loaded,
    unnest(cast(:sales_withdrawn as integer[])) as sales_withdrawn,
    unnest(cast(:pence_withdrawn as bigint[])) as pence_withdrawn,
    unnest(cast(:trace_id as varchar[])) as trace_id
