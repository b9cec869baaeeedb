-- title: the branch-days that are chosen
-- grain: one row a branch and trading date
-- filters: those of chosen_day
select
    branch_id,
    trading_date
from chosen_day
