-- title: forget branch-days whose state may have changed since
-- grain: one row a branch-day
-- filters: trading dates from :first_day
delete from branch_day_state
where trading_date >= :first_day
