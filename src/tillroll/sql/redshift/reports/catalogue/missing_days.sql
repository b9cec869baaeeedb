-- title: Missing branch-days
-- grain: one row a missing branch-day, the newest first
-- filters: dates, branch, region, franchise
-- made: by tools/redshift.py from sql/reports/catalogue/missing_days.sql (types)
select
  trading_date,
  branch_name as branch,
  region,
  franchise,
  reason
from branch_day_state
where
  trading_date between :first_day and :last_day
  and branch_id = coalesce(cast(:branch_id as varchar(4096)), branch_id)
  and region = coalesce(cast(:region as varchar(4096)), region)
  and franchise = coalesce(cast(:franchise as varchar(4096)), franchise)
  and state = 'missing'
order by
  trading_date desc,
  branch,
  region
