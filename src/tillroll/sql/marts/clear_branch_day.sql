-- title: forget the branch_day rows of contested branch-days before they are written anew
-- grain: one row of branch_day
-- filters: contested days
delete from branch_day
where day_id in (select contested.day_id from contested_day as contested)
