-- title: earlier deliveries of the documents of contested days
-- grain: one row a document and place
-- filters: contested days
select distinct
    receipt.document_id,
    receipt.delivered_at
from receipt
inner join document_day as day on receipt.document_id = day.document_id
inner join contested_day as contested
    on day.branch_id = contested.branch_id and day.trading_date = contested.trading_date
