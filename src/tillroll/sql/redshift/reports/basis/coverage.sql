-- title: how much of what was expected is there, and the newest sale
-- grain: one row
-- filters: :first_day to :last_day, :branch_id, :region, :franchise
-- made: by tools/redshift.py from sql/reports/basis/coverage.sql (types)
select
  count(case when is_expected and is_whole then 1 end) as complete_days,
  count(case when is_expected then 1 end) as expected_days,
  count(case when state = 'partial' then 1 end) as partial_days,
  count(case when state = 'held' then 1 end) as held_days,
  count(case when state = 'provisional' then 1 end) as provisional_days,
  max(last_at) as newest_sale_at
from branch_day_state
where
  trading_date between :first_day and :last_day
  and branch_id = coalesce(cast(:branch_id as varchar(4096)), branch_id)
  and region = coalesce(cast(:region as varchar(4096)), region)
  and franchise = coalesce(cast(:franchise as varchar(4096)), franchise)
