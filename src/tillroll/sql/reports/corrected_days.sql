-- title: the branch-days that were restated
-- grain: one row a branch and trading date
-- filters: :first_day to :last_day, within the staged scope
select distinct
    changed.branch_id,
    changed.trading_date
from restatement as changed
inner join scope_span as span
    on changed.branch_id = span.branch_id and changed.trading_date between span.first_day and span.last_day
where changed.trading_date between :first_day and :last_day
