-- title: what new documents say of each branch-day
-- grain: one row a document, branch, till and trading date
-- filters: none; the delivery rules revise what this takes for granted: one file a day, and it counts
insert into document_day (
    document_id, branch_id, till, trading_date, delivered_at, outcome, reason, stands,
    row_count, sale_count, total_pence, first_at, last_at
)
select
    doc.document_id,
    staged.branch_id,
    staged.till,
    staged.trading_date,
    doc.delivered_at,
    case when branch.is_listed then 'loaded' else 'held' end as outcome,
    staged_branch.held_reason as reason,
    branch.is_listed and staged.sale_count > 0 as stands,
    staged.row_count,
    staged.sale_count,
    staged.total_pence,
    staged.first_at,
    staged.last_at
from staged_day as staged
inner join staged_document as doc on staged.document_no = doc.document_no
inner join branch on staged.branch_id = branch.branch_id
inner join staged_branch on staged.branch_id = staged_branch.branch_id
