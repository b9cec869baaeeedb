-- title: forget the basket_block rows of contested branch-days before they are written anew
-- grain: one row of basket_block
-- filters: contested days
delete from basket_block
where day_id in (select contested.day_id from contested_day as contested)
