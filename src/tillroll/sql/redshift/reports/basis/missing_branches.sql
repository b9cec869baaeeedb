-- title: the branches of which days are missing
-- grain: one row a branch, the most missing days first
-- filters: :first_day to :last_day, :branch_id, :region, :franchise
-- made: by tools/redshift.py from sql/reports/basis/missing_branches.sql (types)
select
  branch_name,
  count(*) as days
from branch_day_state
where
  trading_date between :first_day and :last_day
  and branch_id = coalesce(cast(:branch_id as varchar(4096)), branch_id)
  and region = coalesce(cast(:region as varchar(4096)), region)
  and franchise = coalesce(cast(:franchise as varchar(4096)), franchise)
  and state = 'missing'
group by
  branch_id,
  branch_name
order by
  days desc,
  branch_name
