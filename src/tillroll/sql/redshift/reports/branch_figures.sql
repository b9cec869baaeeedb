-- title: what the branch-days of some branches come to
-- grain: one row a branch and trading date
-- filters: branches in :branch_ids
-- made: by tools/redshift.py from sql/reports/branch_figures.sql (lists)
-- given: given_branch_ids (branch_ids varchar(4096))
select
  branch_id,
  trading_date,
  orders,
  net_pence
from branch_day
where
  branch_id in (
    select
      branch_ids
    from given_branch_ids
  )
