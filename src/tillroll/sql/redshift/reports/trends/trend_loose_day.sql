-- title: the branch-days that trends compare and that are of no week of trend_week
-- grain: one row a trend_no of trend_day, whether it is now or then, and branch-day
-- filters: the pairs of days of trend_day
-- made: by tools/redshift.py from sql/reports/trends/trend_loose_day.sql (isodow)
select
  side.trend_no,
  side.is_now,
  side.day_id
from (
  select
    trend_no,
    1 as is_now,
    day_id,
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
    day_id_then as day_id,
    day_id_then - cast((
      (
        extract(dow from trading_date) + 6
      ) % 7 + 1
    ) as bigint) + 1 as week_id
  from trend_day
) as side
left join trend_week as whole
  on side.week_id = whole.week_id and side.trend_no = whole.trend_no and side.is_now = whole.is_now
where
  whole.week_id is null
