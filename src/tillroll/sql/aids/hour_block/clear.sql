-- title: forget the hour_block rows of contested branch-days before they are written anew
-- grain: one row of hour_block
-- filters: contested days
delete from hour_block
where day_id in (select contested.day_id from contested_day as contested)
