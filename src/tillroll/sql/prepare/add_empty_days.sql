-- title: branch-days of valid files without a sale
-- grain: one row a document
-- filters: none
insert into staged_day
select
    unnest(cast(:document_no as integer[])),
    unnest(cast(:branch_id as varchar[])),
    '',
    unnest(cast(:trading_date as date[])),
    0,
    0,
    0,
    null,
    null
