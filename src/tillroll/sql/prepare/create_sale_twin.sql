-- title: contents that stand more than once in a document
-- grain: one row a document, branch and content
-- filters: more than one sale
create or replace temp table sale_twin as
select
    document_no,
    branch_id,
    content_key
from sale_content
group by document_no, branch_id, content_key
having count(*) > 1
