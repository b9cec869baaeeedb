-- title: names under which branches are known
-- grain: one row a name of a branch
-- filters: none
select
    name_key,
    branch_id
from branch_name
order by name_key, branch_id
