-- title: documents delivered again, and their branch-days
-- grain: one row a document, branch, till and trading date; one row a document that has none
-- filters: documents :document_ids
-- made: by tools/redshift.py from sql/load/document_counts.sql (lists)
-- given: given_document_ids (document_ids char(36))
select
  doc.document_id,
  doc.state,
  doc.reason,
  doc.data_rows,
  doc.rows_blank,
  doc.rows_rejected,
  doc.pence_read,
  doc.pence_rejected,
  day.branch_id,
  day.till,
  day.trading_date,
  day.reason as day_reason,
  day.outcome,
  day.stands,
  day.row_count,
  day.sale_count,
  day.total_pence
from document as doc
left join document_day as day
  on doc.document_id = day.document_id
where
  doc.document_id in (
    select
      document_ids
    from given_document_ids
  )
order by
  doc.document_id,
  day.branch_id,
  day.trading_date,
  day.till
