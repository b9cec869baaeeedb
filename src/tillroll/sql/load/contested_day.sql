-- title: branch-days on which documents must be compared
-- grain: one row a branch and trading date
-- filters: touched days with more than one document, with stream records, or forced
select
    touched.branch_id,
    touched.trading_date,
    touched.day_id
from touched_day as touched
left join document_day as day
    on
        touched.branch_id = day.branch_id
        and touched.trading_date = day.trading_date
        and day.trading_date between :first_day and :last_day
left join document as doc on day.document_id = doc.document_id
group by touched.branch_id, touched.trading_date, touched.day_id
having count(day.document_id) > 1 or coalesce(max(doc.source) = 'stream', false) or bool_or(touched.is_forced)
