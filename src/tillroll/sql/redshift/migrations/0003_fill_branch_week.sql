-- title: how many branch-days the sums of a week hold
-- grain: one row a branch and week with a branch-day
-- filters: none
-- made: by tools/redshift.py from sql/migrations/0003_fill_branch_week.sql (isodow)
insert into branch_week (
  week_id,
  branch_id,
  week_from,
  days
)
select
  day_id - cast((
    (
      extract(dow from trading_date) + 6
    ) % 7 + 1
  ) as bigint) + 1 as week_id,
  branch_id,
  cast(date_trunc('WEEK', trading_date) as date) as week_from,
  cast(count(*) as integer) as days
from branch_day
group by
  day_id - cast((
    (
      extract(dow from trading_date) + 6
    ) % 7 + 1
  ) as bigint) + 1,
  branch_id,
  cast(date_trunc('WEEK', trading_date) as date)
