-- title: places in the order of deliveries at which these documents were delivered before
-- grain: one row a document and place
-- filters: documents :document_ids
-- made: by tools/redshift.py from sql/load/known_places.sql (lists)
-- given: given_document_ids (document_ids char(36))
select distinct
  document_id,
  delivered_at
from receipt
where
  document_id in (
    select
      document_ids
    from given_document_ids
  )
