-- title: forget the branch_day_tender rows of contested branch-days before they are written anew
-- grain: one row of branch_day_tender
-- filters: contested days
delete from branch_day_tender
where day_id in (select contested.day_id from contested_day as contested)
