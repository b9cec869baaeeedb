-- title: the documents of this batch, as far as SQL needs them
-- grain: one row a document
-- filters: none
create or replace temp table document_read as
select
    doc.document_no,
    doc.header_line,
    doc.till,
    coalesce(span.first_row, 0) as first_row
from (
    select
        unnest(cast(:document_no as integer[])) as document_no,
        unnest(cast(:header_line as integer[])) as header_line,
        unnest(cast(:till as varchar[])) as till
) as doc
left join (
    select
        document_no,
        min(rowid) as first_row
    from raw_row
    group by document_no
) as span on doc.document_no = span.document_no
