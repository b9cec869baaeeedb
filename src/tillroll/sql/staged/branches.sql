-- title: the branches that a batch names and a list does not hold back
-- grain: one row a branch
-- filters: no held branches
select branch_id
from staged_branch
where held_reason is null
order by branch_id
