-- title: forget the branch_day_product rows of contested branch-days before they are written anew
-- grain: one row of branch_day_product
-- filters: contested days
delete from branch_day_product
where day_id in (select contested.day_id from contested_day as contested)
