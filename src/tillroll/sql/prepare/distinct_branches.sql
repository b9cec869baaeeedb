-- title: the branches each document writes
-- grain: one row a document and branch text
-- filters: none
select distinct
    document_no,
    coalesce(branch, '') as branch_text
from raw_row
