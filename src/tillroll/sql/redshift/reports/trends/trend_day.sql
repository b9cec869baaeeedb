-- title: the branch-days that trends compare, now and then
-- grain: one row a branch, number of weeks and pair of days
-- filters: the days of trend_branch, up to :last_day
-- made: by tools/redshift.py from sql/reports/trends/trend_day.sql (lists)
-- given: given_backs (backs integer, bits bigint)
with counted as (
  select
    backs as back,
    bits as bit
  from given_backs
), pair as (
  select
    told.branch_id,
    told.weeks,
    told.trend_no,
    cast(:last_day as date) - counted.back as trading_date,
    told.branch_no * 4000000 + (
      cast(:last_day as date) - cast('0001-01-01' as date)
    ) - counted.back as day_id
  from trend_branch as told
  cross join counted
  where
    (
      told.days & counted.bit
    ) <> 0
)
select
  branch_id,
  weeks,
  trend_no,
  trading_date,
  day_id,
  day_id - 7 * weeks as day_id_then
from pair
