-- title: one document
-- grain: one row
-- filters: :document_id
-- made: by tools/redshift.py from sql/reports/document.sql (types)
select
  doc.document_id,
  named.file,
  named.delivered_at,
  doc.state,
  doc.format,
  doc.reason,
  doc.shape,
  doc.data_rows,
  doc.rows_blank,
  doc.rows_rejected,
  doc.pence_read,
  doc.pence_rejected,
  doc.sha256
from document as doc
inner join document_file as named
  on doc.document_id = named.document_id
where
  doc.document_id = cast(:document_id as char(36))
