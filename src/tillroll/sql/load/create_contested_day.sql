-- title: branch-days on which documents must be compared
-- grain: one row a branch and trading date
-- filters: touched days with more than one document, with stream records, or forced
create or replace temp table contested_day as
select
    day.branch_id,
    day.trading_date
from document_day as day
inner join document as doc on day.document_id = doc.document_id
inner join touched_day as touched on day.branch_id = touched.branch_id and day.trading_date = touched.trading_date
where day.trading_date between :first_day and :last_day
group by day.branch_id, day.trading_date
having count(*) > 1 or max(doc.source) = 'stream' or bool_or(touched.is_forced)
