-- title: forget the branch_day rows of contested branch-days before they are written anew
-- grain: one row of branch_day
-- filters: contested days
delete from branch_day
where exists (
    select 1 from contested_day as contested
    where contested.branch_id = branch_day.branch_id and contested.trading_date = branch_day.trading_date
)
