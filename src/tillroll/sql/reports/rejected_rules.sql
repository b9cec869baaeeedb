-- title: how many rows each document lost to each rule
-- grain: one row a document and rule
-- filters: readable documents
select
    rejection.document_id,
    rejection.rule,
    count(*) as row_count
from rejection
inner join document as doc on rejection.document_id = doc.document_id
where doc.state = 'read'
group by rejection.document_id, rejection.rule
order by rejection.document_id, row_count desc, rejection.rule
