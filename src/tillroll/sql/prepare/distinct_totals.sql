-- title: the totals written
-- grain: one row a format and total text
-- filters: rows whose format has a total
select distinct
    format_no,
    total_text
from row_text
where total_text is not null
