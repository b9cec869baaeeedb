-- title: those of some documents that the warehouse holds
-- grain: one row a document
-- filters: :document_ids
select document_id
from document
where document_id in (select unnest(cast(:document_ids as uuid[])))
