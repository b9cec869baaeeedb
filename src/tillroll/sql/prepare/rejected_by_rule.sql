-- title: how many rows of each document break each rule
-- grain: one row a document and rule
-- filters: none
select
    document_no,
    rule_no,
    count(*) as row_count
from row_rejected
group by document_no, rule_no
order by document_no, rule_no
