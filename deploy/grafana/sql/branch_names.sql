-- title: the branches, for the list to choose from
-- grain: one row a branch
-- filters: none
select branch.name
from branch
order by branch.name
