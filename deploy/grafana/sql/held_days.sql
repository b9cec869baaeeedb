-- title: branch-days with documents that wait for a person, or that only the stream vouches for
-- grain: one row a branch-day
-- filters: branch-days of the chosen dates and branches
select
    branch.name as branch,
    branch_day.trading_date,
    branch_day.documents_standing,
    branch_day.documents_held,
    branch_day.is_provisional
from branch_day
inner join branch on branch_day.branch_id = branch.branch_id
where
    branch_day.trading_date between cast(:from_at as date) and cast(:to_at as date)
    and branch.name in (:branches)
    and (branch_day.documents_held > 0 or branch_day.is_provisional)
order by branch_day.trading_date desc, branch.name asc
limit 200
