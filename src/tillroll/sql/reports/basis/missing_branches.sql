-- title: the branches of which days are missing
-- grain: one row a branch, the most missing days first
-- filters: :first_day to :last_day, :branch_id, :region, :franchise
select
    branch_name,
    count(*) as days
from branch_day_state
where
    trading_date between :first_day and :last_day
    and branch_id = coalesce(cast(:branch_id as varchar), branch_id)
    and region = coalesce(cast(:region as varchar), region)
    and franchise = coalesce(cast(:franchise as varchar), franchise)
    and state = 'missing'
group by branch_id, branch_name
order by days desc, branch_name
