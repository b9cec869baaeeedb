-- title: the totals written
-- grain: one row a format and total text
-- filters: rows whose format has a total
select distinct
    format_no,
    total as total_text
from raw_row
where total is not null
