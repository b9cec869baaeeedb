-- title: branch-weeks with a branch-day that a batch may change
-- grain: one row a branch and week, by the day_id of its Monday
-- filters: touched days
-- made: by tools/redshift.py from sql/marts/changed_week.sql (isodow)
select distinct
  branch_id,
  cast(date_trunc('WEEK', trading_date) as date) as week_from,
  day_id - cast((
    (
      extract(dow from trading_date) + 6
    ) % 7 + 1
  ) as bigint) + 1 as week_id
from touched_day
