-- title: a receipt tells by what its file's way is logged
-- grain: none
-- filters: none
alter table receipt add column trace_id varchar
