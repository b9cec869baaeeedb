-- title: a receipt tells by what its file's way is logged
-- grain: none
-- filters: none
-- made: by tools/redshift.py from sql/migrations/0004_add_receipt_trace.sql (types)
alter table receipt
add column trace_id varchar(4096)
