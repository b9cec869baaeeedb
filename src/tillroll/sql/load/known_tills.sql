-- title: the tills of documents that the warehouse knows
-- grain: one row a document and till
-- filters: SHA-256 in :sha256s
select distinct
    day.document_id,
    day.till
from document_day as day
inner join document as doc on day.document_id = doc.document_id
where doc.sha256 in (select unnest(cast(:sha256s as varchar[])))
order by day.document_id, day.till
