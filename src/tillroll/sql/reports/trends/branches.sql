-- title: the branches as trends compare them
-- grain: one row a branch that ever sent something
-- filters: none
select
    branch.branch_id,
    branch.name,
    coalesce(branch.region, '') as region,
    branch.nation,
    branch.branch_no,
    min(mart.trading_date) as first_day
from branch
inner join branch_day as mart on branch.branch_id = mart.branch_id
group by branch.branch_id, branch.name, branch.region, branch.nation, branch.branch_no
order by branch.branch_id
