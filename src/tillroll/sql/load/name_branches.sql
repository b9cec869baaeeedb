-- title: branches take another spelling of their names
-- grain: one row a branch
-- filters: branches in :branch_ids
update branch
set name = spelt.name
from (
    select
        unnest(cast(:branch_ids as varchar[])) as branch_id,
        unnest(cast(:names as varchar[])) as name
) as spelt
where branch.branch_id = spelt.branch_id
