-- title: the branches of a batch, and why they are held
-- grain: one row a branch
-- filters: none
select
    branch_id,
    held_reason
from staged_branch
