-- title: sales by how they were paid
-- grain: one row a branch, trading date and tender with a sale
-- filters: branch-days that the batch changes
insert into branch_day_tender (
    day_id, branch_id, trading_date, tender, orders, refunds, net_pence, gross_pence, discount_pence, refund_pence
)
select
    touched.day_id,
    touched.branch_id,
    touched.trading_date,
    changed.tender,
    changed.orders,
    changed.refunds,
    changed.net_pence,
    changed.gross_pence,
    changed.discount_pence,
    changed.refund_pence
from changed_tender as changed
inner join touched_day as touched on changed.day_id = touched.day_id
