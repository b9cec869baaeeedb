-- title: the branch-days that trends compare, each by itself
-- grain: one row a trend_no of trend_branch, whether it is now or then, and branch-day
-- filters: the pairs of days of trend_day
-- made: by tools/redshift.py from sql/reports/trends/trend_side.sql (isodow)
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
