-- title: rows that DuckDB read of each plain file, and how many of them look blank
-- grain: one row a document
-- filters: rows read without a line number of their own
select
    document_no,
    count(*) as row_count,
    count(*) filter (
        case
            when left(coalesce(placed_at, date), 1) in ('', ' ')
                then trim(coalesce(placed_at, date)) = ''
                and trim(replace(coalesce(total, basket), chr(31), ' ')) = ''
        end
    ) as blank_count
from raw_row
where line_no is null
group by document_no
