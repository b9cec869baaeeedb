-- title: the text of each file, and what it holds
-- grain: one row a file
-- filters: none; rows in the order of time
select
    file_no,
    string_agg(row_text, chr(10) order by placed_at, sale_no) as text,
    count(*) as rows,
    count(*) as sales,
    sum(total_pence) as pence
from sale_row
group by file_no
union all
select
    file_no,
    string_agg(row_text, chr(10) order by placed_at, sale_no, line_no) as text,
    count(*) as rows,
    count(distinct sale_no) as sales,
    sum(net_pence) as pence
from line_row
group by file_no
order by file_no
