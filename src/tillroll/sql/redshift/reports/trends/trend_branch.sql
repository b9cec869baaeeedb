-- title: the branches that trends compare, each over some numbers of weeks
-- grain: one row a branch and number of weeks, with a number for the two; a bit for each compared day up to the last, and for each day around them whether its week is read from there, or the day is added to weeks, or taken off them
-- filters: none: those that are told
-- made: by tools/redshift.py from sql/reports/trends/trend_branch.sql (lists)
-- given: given_branch_ids (branch_ids varchar(4096), branch_nos bigint, weeks integer, trend_nos integer, days bigint, whole bigint, added bigint, taken_off bigint)
select
  branch_ids as branch_id,
  branch_nos as branch_no,
  weeks,
  trend_nos as trend_no,
  days,
  whole,
  added,
  taken_off
from given_branch_ids
