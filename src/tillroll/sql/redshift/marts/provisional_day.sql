-- title: branch-days some of whose sales only the stream vouches for
-- grain: one row a branch and trading date
-- filters: none
-- made: by tools/redshift.py from sql/marts/provisional_day.sql (lists)
-- given: given_branch_ids (branch_ids varchar(4096), trading_dates date)
select
  branch_ids as branch_id,
  trading_dates as trading_date
from given_branch_ids
