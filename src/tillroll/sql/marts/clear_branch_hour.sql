-- title: forget the branch_hour rows of contested branch-days before they are written anew
-- grain: one row of branch_hour
-- filters: contested days
delete from branch_hour
where exists (
    select 1 from contested_day as contested
    where contested.branch_id = branch_hour.branch_id and contested.trading_date = branch_hour.trading_date
)
