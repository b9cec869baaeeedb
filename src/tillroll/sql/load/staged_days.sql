-- title: what each staged document says of each branch-day
-- grain: one row a document, branch, till and trading date
-- filters: none
select
    staged.document_no,
    staged.branch_id,
    staged.till,
    staged.trading_date,
    staged.row_count,
    staged.sale_count,
    staged.total_pence,
    branch.is_listed,
    staged_branch.held_reason
from staged_day as staged
inner join branch on staged.branch_id = branch.branch_id
inner join staged_branch on staged.branch_id = staged_branch.branch_id
order by staged.document_no, staged.branch_id, staged.trading_date, staged.till
