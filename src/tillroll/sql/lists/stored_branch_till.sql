-- title: tills of branches, as stored
-- grain: one row a till of a branch
-- filters: none
select
    branch_id,
    till
from branch_till
