-- title: the branches of several batches, as each names them
-- grain: one row a branch and batch
-- filters: none
select
    branch_id,
    branch_no,
    name,
    held_reason
from staged_branch
order by rowid
