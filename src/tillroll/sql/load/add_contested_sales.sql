-- title: new sales of contested days, not counted until the delivery rules say so
-- grain: one row a sale
-- filters: sales that the warehouse does not hold yet
insert into sale (
    sale_id, branch_id, till, trading_date, placed_at, tender, is_refund, total_pence,
    document_id, line_no, row_count, is_current
)
select
    added.sale_id,
    staged.branch_id,
    staged.till,
    staged.trading_date,
    staged.placed_at,
    staged.tender,
    staged.is_refund,
    staged.total_pence,
    doc.document_id,
    staged.line_no,
    staged.row_count,
    false as is_current
from new_sale as added
inner join staged_sale as staged on added.sale_no = staged.sale_no
inner join staged_document as doc on staged.document_no = doc.document_no
