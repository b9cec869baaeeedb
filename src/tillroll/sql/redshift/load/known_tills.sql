-- title: the tills of documents that the warehouse knows
-- grain: one row a document and till
-- filters: SHA-256 in :sha256s
-- made: by tools/redshift.py from sql/load/known_tills.sql (lists)
-- given: given_sha256s (sha256s varchar(4096))
select distinct
  day.document_id,
  day.till
from document_day as day
inner join document as doc
  on day.document_id = doc.document_id
where
  doc.sha256 in (
    select
      sha256s
    from given_sha256s
  )
order by
  day.document_id,
  day.till
