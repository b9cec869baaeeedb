-- title: a document's first rejected rows
-- grain: one row a rejected row
-- filters: the first :row_count of the one document that is staged
select
    line_no,
    column_name,
    rule,
    detail
from staged_rejection
order by line_no
limit :row_count
