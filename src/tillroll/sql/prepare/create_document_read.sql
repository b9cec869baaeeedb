-- title: the documents of this batch with what their formats say of every row, as far as SQL needs them
-- grain: one row a document
-- filters: none
create or replace temp table document_read as
select
    doc.document_no,
    doc.header_line,
    doc.till,
    fmt.kind,
    fmt.time_zone,
    fmt.sale_part,
    coalesce(span.first_row, 0) as first_row
from (
    select
        unnest(cast(:document_no as integer[])) as document_no,
        unnest(cast(:format_no as smallint[])) as format_no,
        unnest(cast(:header_line as integer[])) as header_line,
        unnest(cast(:till as varchar[])) as till
) as doc
inner join read_format as fmt on doc.format_no = fmt.format_no
left join (
    select
        document_no,
        min(rowid) as first_row
    from raw_row
    group by document_no
) as span on doc.document_no = span.document_no
