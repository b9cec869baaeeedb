-- title: the documents whose identity begins so
-- grain: one row a document
-- filters: :prefix, in hexadecimal digits without dashes
select document_id
from document
where replace(cast(document_id as varchar), '-', '') like cast(:prefix as varchar) || '%'
order by document_id
