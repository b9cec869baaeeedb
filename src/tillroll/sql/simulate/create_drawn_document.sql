-- title: the documents of this batch
-- grain: one row a branch, till and trading date
-- filters: none
create or replace temp table drawn_document as
select
    unnest(cast(:document_no as integer[])) as document_no,
    unnest(cast(:branch_id as varchar[])) as branch_id,
    unnest(cast(:till as varchar[])) as till,
    unnest(cast(:header_lines as integer[])) as header_lines,
    unnest(cast(:is_line as boolean[])) as is_line
