-- title: which branch each branch text means in each document
-- grain: one row a document and branch text that means one
-- filters: none
create or replace temp table branch_read as
select
    unnest(cast(:document_no as integer[])) as document_no,
    unnest(cast(:branch_text as varchar[])) as branch_text,
    unnest(cast(:branch_id as varchar[])) as branch_id
