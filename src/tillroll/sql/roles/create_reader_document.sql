-- title: the documents that whoever asks may read of
-- grain: one row a document
-- filters: those that speak of branch-days of reader_day, and of no other
create or replace view reader_document as
select told.document_id
from document_day as told
left join reader_day as day on told.branch_id = day.branch_id and told.trading_date = day.trading_date
group by told.document_id
having count(*) = count(day.day_id)
