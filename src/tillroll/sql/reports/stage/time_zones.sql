-- title: the time zones of the branches
-- grain: one row a time zone
-- filters: none
select distinct time_zone
from branch
order by time_zone
