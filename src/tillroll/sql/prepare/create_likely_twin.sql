-- title: minutes and baskets that stand more than once in a document
-- grain: one row a document, minute and basket
-- filters: more than one sale; every pair of twins is here, and few others, so that the rest are spared a sort
create or replace temp table likely_twin as
select
    document_no,
    minute,
    lines_hash
from sale_content
group by document_no, minute, lines_hash
having count(*) > 1
