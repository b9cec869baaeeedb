-- title: forget the branch_day_spend rows of contested branch-days before they are written anew
-- grain: one row of branch_day_spend
-- filters: contested days
delete from branch_day_spend
where day_id in (select contested.day_id from contested_day as contested)
