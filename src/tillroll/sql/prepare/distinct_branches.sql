-- title: the branches each document writes
-- grain: one row a document and branch text
-- filters: none
select distinct
    document_no,
    branch_text
from row_text
