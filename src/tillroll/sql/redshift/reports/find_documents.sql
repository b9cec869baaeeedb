-- title: the documents whose identity begins so
-- grain: one row a document
-- filters: :prefix, in hexadecimal digits without dashes
-- made: by tools/redshift.py from sql/reports/find_documents.sql (types)
select
  document_id
from document
where
  replace(cast(document_id as varchar(4096)), '-', '') like cast(:prefix as varchar(4096)) || '%'
order by
  document_id
