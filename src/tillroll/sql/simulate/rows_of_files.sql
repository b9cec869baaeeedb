-- title: some files sale by sale
-- grain: one row a sale, in the order of its file
-- filters: files :file_nos
select
    file_no,
    sale_no,
    [row_text] as rows,
    placed_at,
    total_pence
from sale_row
where file_no in (select unnest(cast(:file_nos as integer[])))
union all
select
    file_no,
    sale_no,
    list(row_text order by line_no) as rows,
    min(placed_at) as placed_at,
    sum(net_pence) as total_pence
from line_row
where file_no in (select unnest(cast(:file_nos as integer[])))
group by file_no, sale_no
order by file_no, placed_at, sale_no
