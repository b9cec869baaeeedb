-- title: documents the warehouse knows among these
-- grain: one row a known document
-- filters: SHA-256 in :sha256s
-- made: by tools/redshift.py from sql/load/known_documents.sql (lists)
-- given: given_sha256s (sha256s varchar(4096))
select
  doc.sha256,
  doc.document_id,
  doc.state,
  doc.name_branch_id,
  doc.name_day,
  doc.rows_rejected > 0 as has_rejections,
  coalesce(bool_or(not branch.is_listed), false) as is_unplaced,
  min(day.delivered_at) as delivered_at
from document as doc
left join document_day as day
  on doc.document_id = day.document_id
left join branch
  on day.branch_id = branch.branch_id
where
  doc.sha256 in (
    select
      sha256s
    from given_sha256s
  )
group by
  doc.sha256,
  doc.document_id,
  doc.state,
  doc.name_branch_id,
  doc.name_day,
  doc.rows_rejected
