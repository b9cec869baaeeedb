-- title: whether there are branch-days on which documents must be compared
-- grain: one row
-- filters: none
select count(*) > 0 as has_contested
from contested_day
