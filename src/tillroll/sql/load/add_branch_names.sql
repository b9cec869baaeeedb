-- title: names under which new branches registered themselves
-- grain: one row a branch
-- filters: branches without a name that are not held: a held name may later become an alias of another branch
insert into branch_name (name_key, branch_id)
select
    staged.branch_id as name_key,
    staged.branch_id
from staged_branch as staged
inner join branch on staged.branch_id = branch.branch_id
where
    staged.held_reason is null
    and not exists (
        select 1 from branch_name as known
        where known.branch_id = staged.branch_id
    )
