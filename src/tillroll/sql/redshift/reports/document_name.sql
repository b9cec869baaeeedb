-- title: the name under which a document came first
-- grain: one row, or none
-- filters: :document_id
-- made: by tools/redshift.py from sql/reports/document_name.sql (types)
select
  file
from document_file
where
  document_id = cast(:document_id as char(36))
