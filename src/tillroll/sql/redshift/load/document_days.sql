-- title: the branch-days of documents delivered again
-- grain: one row a document, branch, till and trading date
-- filters: documents :document_ids
-- made: by tools/redshift.py from sql/load/document_days.sql (lists)
-- given: given_document_ids (document_ids char(36))
select
  document_id,
  branch_id,
  till,
  trading_date,
  outcome,
  reason,
  sale_count,
  total_pence
from document_day
where
  document_id in (
    select
      document_ids
    from given_document_ids
  )
order by
  document_id,
  branch_id,
  trading_date,
  till
