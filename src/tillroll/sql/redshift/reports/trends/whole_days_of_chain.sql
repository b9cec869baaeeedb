-- title: the whole days of the whole chain, for who sees a part of it: only what is made of many branches is shown
-- grain: one row a branch and trading date
-- filters: none: those that are told, from :earliest_day to :last_day
-- made: by tools/redshift.py from sql/reports/trends/whole_days_of_chain.sql (lists)
-- given: given_branch_ids (branch_ids varchar(4096), trading_dates date)
select
  sold.day_id,
  told.branch_id,
  told.trading_date
from (
  select
    branch_ids as branch_id,
    trading_dates as trading_date
  from given_branch_ids
) as told
inner join branch_day as sold
  on told.branch_id = sold.branch_id and told.trading_date = sold.trading_date
where
  sold.trading_date between :earliest_day and :last_day
