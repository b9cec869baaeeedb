-- title: the rejected rows of one document: where and by which rule, never what they say
-- grain: one row a rejected row
-- filters: :document_id
-- made: by tools/redshift.py from sql/reports/document_rejections.sql (types)
select
  line_no,
  column_name,
  rule,
  detail,
  pence
from rejection
where
  document_id = cast(:document_id as char(36))
order by
  line_no
