-- title: the first and the last trading date of each branch that a file speaks of
-- grain: one row a branch
-- filters: none
select
    branch_id,
    min(trading_date) as first_day,
    max(trading_date) as last_day
from branch_day
group by branch_id
