-- title: forget the hour_block rows of contested branch-days before they are written anew
-- grain: one row of hour_block
-- filters: contested days, which are from :first_day to :last_day
delete from hour_block
where
    trading_date between :first_day and :last_day
    and day_id in (select contested.day_id from contested_day as contested)
