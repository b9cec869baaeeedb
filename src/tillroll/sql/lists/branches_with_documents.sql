-- title: branches that a document names
-- grain: one row a branch
-- filters: none
select distinct branch_id
from document_day
