-- title: documents with sales far from the date in their file's name
-- grain: one row a document
-- filters: more than a day away
select
    doc.document_no,
    count(*) as row_count
from row_read
inner join (
    select
        unnest(cast(:document_no as integer[])) as document_no,
        unnest(cast(:name_date as date[])) as name_date
) as doc on row_read.document_no = doc.document_no
where abs(date_diff('day', doc.name_date, cast(row_read.placed_at as date))) > 1
group by doc.document_no
