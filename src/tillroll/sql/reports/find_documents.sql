-- title: the documents whose identity begins so
-- grain: one row a document
-- filters: :prefix, in hexadecimal digits without dashes
select document_id
from document
where starts_with(replace(cast(document_id as varchar), '-', ''), :prefix)
order by document_id
