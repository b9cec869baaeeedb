-- title: the documents that the warehouse holds
-- grain: one row a document
-- filters: none
select document_id
from document
