-- title: forget the branch_hour rows of contested branch-days before they are written anew
-- grain: one row of branch_hour
-- filters: contested days
delete from branch_hour
where day_id in (select contested.day_id from contested_day as contested)
