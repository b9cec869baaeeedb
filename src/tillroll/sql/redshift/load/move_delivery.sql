-- title: a document delivered earlier than known takes its earlier place
-- grain: one row a document, branch, till and trading date
-- filters: documents :document_ids at :places
-- made: by tools/redshift.py from sql/load/move_delivery.sql (lists)
-- given: given_document_ids (document_ids char(36), places timestamp)
update document_day set delivered_at = place.delivered_at
from (
  select
    document_id,
    min(delivered_at) as delivered_at
  from (
    select
      document_ids as document_id,
      places as delivered_at
    from given_document_ids
  ) as given
  group by
    document_id
) as place
where
  document_day.document_id = place.document_id and place.delivered_at < document_day.delivered_at
