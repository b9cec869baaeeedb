-- title: what the warehouse holds of documents that are read anew
-- grain: one row of document_day
-- filters: documents :document_ids
-- made: by tools/redshift.py from sql/load/forget_document_day.sql (lists)
-- given: given_document_ids (document_ids char(36))
delete from document_day
where
  document_id in (
    select
      document_ids
    from given_document_ids
  )
