-- title: the branches of which days are missing
-- grain: one row a branch, the most missing days first
-- filters: branch-days of chosen_day
select
    branch_name,
    count(*) as days
from chosen_day
where state = 'missing'
group by branch_id, branch_name
order by days desc, branch_name
