-- title: the sales that count
-- grain: one row a sale
-- filters: sales that a standing document claims
create or replace view current_sale as
select
    sale_id,
    branch_id,
    till,
    trading_date,
    placed_at,
    tender,
    is_refund,
    total_pence,
    document_id,
    line_no
from sale
where is_current
