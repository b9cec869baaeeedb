-- title: names, aliases and codes of branches, as stored
-- grain: one row a name of a branch
-- filters: none
select
    name_key,
    branch_id
from branch_name
