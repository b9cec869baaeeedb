-- title: how often a branch-day was restated, and by how much
-- grain: one row a change, the oldest first
-- filters: :branch_id, :trading_date, within the staged scope
select
    changed.restated_at,
    changed.orders_before,
    changed.orders_after,
    changed.pence_before,
    changed.pence_after
from restatement as changed
inner join scope_span as span
    on changed.branch_id = span.branch_id and changed.trading_date between span.first_day and span.last_day
where changed.branch_id = :branch_id and changed.trading_date = :trading_date
order by changed.restated_at, changed.pence_after
