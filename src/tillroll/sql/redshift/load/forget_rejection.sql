-- title: what the warehouse holds of documents that are read anew
-- grain: one row of rejection
-- filters: documents :document_ids
-- made: by tools/redshift.py from sql/load/forget_rejection.sql (lists)
-- given: given_document_ids (document_ids char(36))
delete from rejection
where
  document_id in (
    select
      document_ids
    from given_document_ids
  )
