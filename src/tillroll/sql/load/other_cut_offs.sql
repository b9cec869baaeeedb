-- title: cut-offs under which the warehouse was filled, other than this one
-- grain: one row a cut-off
-- filters: not :cut_off_minutes
select distinct cut_off_minutes
from run
where cut_off_minutes <> :cut_off_minutes
