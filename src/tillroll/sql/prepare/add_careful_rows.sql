-- title: add the rows that were read carefully, one file at a time
-- grain: one row a record; each parameter is one column
-- filters: none
insert into raw_row
select
    unnest(cast(:document_no as integer[])),
    unnest(cast(:line_no as integer[])),
    unnest(cast(:format_no as smallint[])),
    unnest(cast(:placed_at as varchar[])),
    unnest(cast(:date as varchar[])),
    unnest(cast(:time as varchar[])),
    unnest(cast(:branch as varchar[])),
    unnest(cast(:till as varchar[])),
    unnest(cast(:basket as varchar[])),
    unnest(cast(:total as varchar[])),
    unnest(cast(:tender as varchar[])),
    unnest(cast(:sale_ref as varchar[]))
