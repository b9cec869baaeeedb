-- title: documents that write an hour with one digit, as spreadsheets do
-- grain: one row a document
-- filters: none
select distinct document_no
from timed_row
where substr(time_text, 2, 1) = ':'
