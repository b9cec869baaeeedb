-- title: branches that registered themselves and that files spell in another way than the warehouse
-- grain: one row a branch
-- filters: branches that no list has named
select
    branch.branch_id,
    branch.name,
    staged.name as staged_name
from branch
inner join staged_branch as staged on branch.branch_id = staged.branch_id
where
    branch.code is null
    and branch.name <> staged.name
    and staged.branch_id in (select branch_id from staged_day)
