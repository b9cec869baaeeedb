-- title: decisions of people
-- grain: one row a document's share of a branch-day and a moment
-- filters: none
select
    document_id,
    branch_id,
    till,
    trading_date,
    decided_at,
    keep,
    is_standing_rule
from decision
order by decided_at, document_id, branch_id, trading_date, till
