-- title: how much of what was expected is there, and the newest sale
-- grain: one row
-- filters: branch-days of chosen_day
-- made: by tools/redshift.py from sql/reports/basis/coverage.sql (filter)
select
  count(case when is_expected and is_whole then 1 end) as complete_days,
  count(case when is_expected then 1 end) as expected_days,
  count(case when is_expected and state = 'partial' then 1 end) as partial_days,
  count(case when is_expected and state = 'held' then 1 end) as held_days,
  count(case when is_expected and state = 'provisional' then 1 end) as provisional_days,
  max(last_at) as newest_sale_at
from chosen_day
