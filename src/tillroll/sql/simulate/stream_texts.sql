-- title: the micro-batches of tills that stream their sales
-- grain: one row a file of the day and three hours of it
-- filters: streaming branches
select
    file_no,
    time_bucket(interval 3 hour, placed_at) as begins_at,
    string_agg(record_text, chr(10) order by placed_at, sale_no) as text,
    count(*) as sales,
    sum(total_pence) as pence
from sale_row
where record_text is not null
group by file_no, time_bucket(interval 3 hour, placed_at)
order by file_no, begins_at
