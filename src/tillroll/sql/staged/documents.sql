-- title: the documents of a batch
-- grain: one row a document
-- filters: none
select
    document_no,
    document_id
from staged_document
