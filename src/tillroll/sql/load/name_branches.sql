-- title: branches that registered themselves take the best spelling that files give, whichever comes first
-- grain: one row a branch whose name changes
-- filters: branches that no list has named; not all in capitals before all in capitals, then by letter
update branch
set name = staged.name
from staged_branch as staged
where
    branch.branch_id = staged.branch_id
    and branch.code is null
    and staged.branch_id in (select branch_id from staged_day)
    and (
        (staged.name <> upper(staged.name) and branch.name = upper(branch.name))
        or (
            (staged.name = upper(staged.name)) = (branch.name = upper(branch.name))
            and staged.name < branch.name
        )
    )
