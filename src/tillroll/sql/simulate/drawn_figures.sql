-- title: what each document holds
-- grain: one row a document
-- filters: none
select
    document_no,
    sum(row_count) as rows,
    sum(total_pence) as pence
from drawn_sale
group by document_no
order by document_no
