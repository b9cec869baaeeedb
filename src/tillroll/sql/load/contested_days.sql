-- title: branch-days on which documents must be compared
-- grain: one row a branch and trading date
-- filters: none
select
    branch_id,
    trading_date
from contested_day
