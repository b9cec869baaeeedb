-- title: those of some documents that the warehouse holds
-- grain: one row a document
-- filters: :document_ids
-- made: by tools/redshift.py from sql/lists/stored_documents.sql (lists)
-- given: given_document_ids (document_ids char(36))
select
  document_id
from document
where
  document_id in (
    select
      document_ids
    from given_document_ids
  )
