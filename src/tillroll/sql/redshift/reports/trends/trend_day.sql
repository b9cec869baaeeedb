-- title: the branch-days that trends compare, now and then
-- grain: one row a branch, number of weeks and pair of days; each branch over a number of weeks has a trend_no
-- filters: none: those that are told, as a bit for each of the last days up to :last_day
-- made: by tools/redshift.py from sql/reports/trends/trend_day.sql (lists)
-- given: given_branch_ids (branch_ids varchar(4096), branch_nos bigint, weeks integer, trend_nos integer, days bigint); given_backs (backs integer, bits bigint)
with told as (
  select
    branch_ids as branch_id,
    branch_nos as branch_no,
    weeks,
    trend_nos as trend_no,
    days
  from given_branch_ids
), counted as (
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
  from told
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
