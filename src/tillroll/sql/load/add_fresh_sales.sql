-- title: sales of branch-days that one file alone speaks for
-- grain: one row a sale
-- filters: no contested days
insert into sale (
    sale_id, branch_id, till, trading_date, placed_at, tender, is_refund, total_pence,
    document_id, line_no, row_count, is_current
)
select
    staged.sale_id,
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
    branch.is_listed as is_current
from staged_sale as staged
inner join staged_document as doc on staged.document_no = doc.document_no
inner join branch on staged.branch_id = branch.branch_id
left join contested_day as contested
    on staged.branch_id = contested.branch_id and staged.trading_date = contested.trading_date
where contested.branch_id is null
