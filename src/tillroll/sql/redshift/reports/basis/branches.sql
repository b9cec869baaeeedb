-- title: how much of what was expected of each branch is there, what is missing, and its newest sale
-- grain: one row a branch
-- filters: branch-days of chosen_day
-- made: by tools/redshift.py from sql/reports/basis/branches.sql (filter)
select
  branch_name,
  count(case when is_expected and is_whole then 1 end) as complete_days,
  count(case when is_expected then 1 end) as expected_days,
  count(case when is_expected and state = 'partial' then 1 end) as partial_days,
  count(case when is_expected and state = 'held' then 1 end) as held_days,
  count(case when is_expected and state = 'provisional' then 1 end) as provisional_days,
  count(case when state = 'missing' then 1 end) as missing_days,
  max(last_at) as newest_sale_at
from chosen_day
group by
  branch_id,
  branch_name
