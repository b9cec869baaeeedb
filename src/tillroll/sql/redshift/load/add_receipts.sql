-- title: receipts of a batch
-- grain: one row a delivery
-- filters: none
-- made: by tools/redshift.py from sql/load/add_receipts.sql (lists, types)
-- given: given_delivery_no (delivery_no integer, document_id char(36), delivered_at timestamp, file varchar(4096), outcome varchar(4096), reason varchar(4096), data_rows integer, rows_loaded integer, rows_already_there integer, rows_held integer, rows_rejected integer, rows_blank integer, pence_read bigint, pence_loaded bigint, pence_already_there bigint, pence_held bigint, pence_rejected bigint, sales_loaded integer, sales_withdrawn integer, pence_withdrawn bigint, trace_id varchar(4096))
insert into receipt (
  run_id,
  delivery_no,
  document_id,
  delivered_at,
  file,
  outcome,
  reason,
  data_rows,
  rows_loaded,
  rows_already_there,
  rows_held,
  rows_rejected,
  rows_blank,
  pence_read,
  pence_loaded,
  pence_already_there,
  pence_held,
  pence_rejected,
  sales_loaded,
  sales_withdrawn,
  pence_withdrawn,
  trace_id
)
select
  cast(:run_id as char(36)) as run_id,
  delivery_no,
  document_id,
  delivered_at,
  file,
  outcome,
  reason,
  data_rows,
  rows_loaded,
  rows_already_there,
  rows_held,
  rows_rejected,
  rows_blank,
  pence_read,
  pence_loaded,
  pence_already_there,
  pence_held,
  pence_rejected,
  sales_loaded,
  sales_withdrawn,
  pence_withdrawn,
  trace_id
from given_delivery_no
