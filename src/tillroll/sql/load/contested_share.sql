-- title: what contested days hold of each document, numbered for the delivery rules
-- grain: one row a document, branch, till and trading date
-- filters: contested days
select
    row_number() over (
        order by day.branch_id, day.trading_date, day.delivered_at, day.document_id, day.till
    ) as share_no,
    day.branch_id,
    day.trading_date,
    day.document_id,
    day.till,
    day.delivered_at,
    doc.source,
    doc.rows_rejected > 0 as has_rejections,
    branch.is_listed,
    day.reason
from document_day as day
inner join contested_day as contested
    on day.branch_id = contested.branch_id and day.trading_date = contested.trading_date
inner join document as doc on day.document_id = doc.document_id
inner join branch on day.branch_id = branch.branch_id
