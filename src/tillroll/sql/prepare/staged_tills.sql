-- title: the tills of each staged document
-- grain: one row a staged document with a sale
-- filters: none
select
    document_no,
    list(distinct till order by till) as tills
from staged_day
group by document_no
