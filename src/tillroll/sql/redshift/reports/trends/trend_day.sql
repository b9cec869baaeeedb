-- title: the branch-days that trends compare, now and then
-- grain: one row a branch, number of weeks and pair of days
-- filters: none: those that are told
-- made: by tools/redshift.py from sql/reports/trends/trend_day.sql (lists)
-- given: given_branch_ids (branch_ids varchar(4096), weeks integer, trading_dates date, day_ids bigint, day_ids_then bigint)
select
  branch_ids as branch_id,
  weeks,
  trading_dates as trading_date,
  day_ids as day_id,
  day_ids_then as day_id_then
from given_branch_ids
