-- title: the weeks of branches that trends compare as one, for all of their branch-days are there
-- grain: one row a trend_no of trend_day, whether it is now or then, and week
-- filters: the pairs of days of trend_day
-- made: by tools/redshift.py from sql/reports/trends/trend_week.sql (isodow)
with side as (
  select
    trend_no,
    1 as is_now,
    day_id - cast((
      (
        extract(dow from trading_date) + 6
      ) % 7 + 1
    ) as bigint) + 1 as week_id
  from trend_day
  union all
  select
    trend_no,
    0 as is_now,
    day_id_then - cast((
      (
        extract(dow from trading_date) + 6
      ) % 7 + 1
    ) as bigint) + 1 as week_id
  from trend_day
)
select
  told.trend_no,
  told.is_now,
  told.week_id
from (
  select
    trend_no,
    is_now,
    week_id,
    count(*) as days
  from side
  group by
    trend_no,
    is_now,
    week_id
) as told
inner join branch_week as week
  on told.week_id = week.week_id and told.days = week.days
where
  week.week_from between cast(:earliest_day as date) - 6 and :last_day
