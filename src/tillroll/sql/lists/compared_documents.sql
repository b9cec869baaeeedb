-- title: what became of each document, to compare two warehouses by
-- grain: one row a document, branch, till and trading date
-- filters: none
select
    document_id,
    branch_id,
    till,
    trading_date,
    delivered_at,
    outcome,
    reason,
    stands,
    row_count,
    sale_count,
    total_pence
from document_day
