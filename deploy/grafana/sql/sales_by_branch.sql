-- title: net sales of each branch
-- grain: one row a branch
-- filters: branch-days of the chosen dates and branches
select
    branch.name as branch,
    cast(sum(branch_day.net_pence) as double precision) / 100 as net_pounds
from branch_day
inner join branch on branch_day.branch_id = branch.branch_id
where
    branch_day.trading_date between cast(:from_at as date) and cast(:to_at as date)
    and branch.name in (:branches)
group by branch.branch_id, branch.name
order by net_pounds desc
limit 25
