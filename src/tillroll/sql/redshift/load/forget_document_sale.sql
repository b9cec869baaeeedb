-- title: what the warehouse holds of documents that are read anew
-- grain: one row of document_sale
-- filters: documents :document_ids
-- made: by tools/redshift.py from sql/load/forget_document_sale.sql (lists)
-- given: given_document_ids (document_ids char(36))
delete from document_sale
where
  document_id in (
    select
      document_ids
    from given_document_ids
  )
