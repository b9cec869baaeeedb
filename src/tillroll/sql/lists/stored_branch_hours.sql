-- title: opening hours, as stored
-- grain: one row a weekday on which a branch opens
-- filters: none
select
    branch_id,
    weekday,
    opens_at,
    closes_at
from branch_hours
