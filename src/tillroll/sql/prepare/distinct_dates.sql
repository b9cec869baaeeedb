-- title: the dates each document writes, and how many rows write each
-- grain: one row a document and date text
-- filters: none
select
    document_no,
    date_text,
    count(*) as row_count
from timed_row
group by document_no, date_text
