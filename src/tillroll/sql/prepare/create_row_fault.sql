-- title: rows that could not even be split into cells
-- grain: one row a faulty record
-- filters: none
create or replace temp table row_fault as
select
    unnest(cast(:document_no as integer[])) as document_no,
    unnest(cast(:line_no as integer[])) as line_no,
    unnest(cast(:rule_no as tinyint[])) as rule_no
