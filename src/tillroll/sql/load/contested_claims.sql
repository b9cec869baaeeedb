-- title: what each document claims on contested days
-- grain: one row a document, branch, till and trading date; its sales as lists
-- filters: contested days
select
    day.branch_id,
    day.trading_date,
    day.document_id,
    day.till,
    day.delivered_at,
    doc.source,
    doc.rows_rejected > 0 as has_rejections,
    branch.is_listed,
    day.reason,
    list(sale.rowid) filter (claim.sale_id is not null) as sale_keys,
    list(cast(epoch(claim.placed_at) as bigint) // 60) filter (claim.sale_id is not null) as minutes,
    list(claim.row_count) filter (claim.sale_id is not null) as row_counts
from document_day as day
inner join contested_day as contested
    on day.branch_id = contested.branch_id and day.trading_date = contested.trading_date
inner join document as doc on day.document_id = doc.document_id
inner join branch on day.branch_id = branch.branch_id
left join document_sale as claim
    on
        day.document_id = claim.document_id
        and day.branch_id = claim.branch_id
        and day.till = claim.till
        and day.trading_date = claim.trading_date
left join contested_sale as sale on claim.sale_id = sale.sale_id
group by all
