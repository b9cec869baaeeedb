-- title: what is read of the branch-days that trends compare, now and then
-- grain: one row a trend_no of trend_branch, whether it is now or then, and branch-day
-- filters: the days of trend_branch, and those around them of its weeks
-- made: by tools/redshift.py from sql/reports/trends/trend_read.sql (lists)
-- given: given_backs (backs integer, bits bigint)
with counted as (
  select
    backs as back,
    bits as bit
  from given_backs
), side as (
  select
    1 as is_now,
    0 as weeks_apart
  union all
  select
    0 as is_now,
    1 as weeks_apart
), marked as (
  select
    told.trend_no,
    told.weeks,
    told.branch_no * 4000000 + (
      cast(:last_day as date) - cast('0001-01-01' as date)
    ) - counted.back as day_id,
    (
      told.days & counted.bit
    ) <> 0 as is_compared,
    (
      told.whole & counted.bit
    ) <> 0 as begins_week,
    (
      told.added & counted.bit
    ) <> 0 as is_added,
    (
      told.taken_off & counted.bit
    ) <> 0 as is_taken_off
  from trend_branch as told
  cross join counted
  where
    (
      (
        told.days | told.whole | told.taken_off
      ) & counted.bit
    ) <> 0
)
select
  marked.trend_no,
  side.is_now,
  marked.day_id - 7 * marked.weeks * side.weeks_apart as day_id,
  marked.is_compared,
  marked.begins_week,
  marked.is_added,
  marked.is_taken_off
from marked
cross join side
