-- title: complete branch-days of the chain beside those of a year earlier, with a number in place of the branch
-- grain: one row a branch and trading date
-- filters: branches that had been open for 28 days before the earlier one, and have not closed
-- made: by tools/redshift.py from sql/reports/stage/chain_pair.sql (lists)
-- given: given_branch_ids (branch_ids varchar(4096), peer_nos integer, are_own boolean, trading_dates date, earlier_dates date)
with told as (
  select
    branch_ids as branch_id,
    peer_nos as peer_no,
    are_own as is_own,
    trading_dates as trading_date,
    earlier_dates as earlier_date
  from given_branch_ids
)
select
  sold_now.day_id,
  told.trading_date,
  told.peer_no,
  told.is_own,
  coalesce(branch.region, '') as region,
  cast(sold_now.net_pence as bigint) as net_now,
  cast(sold_then.net_pence as bigint) as net_then
from told
inner join branch
  on told.branch_id = branch.branch_id
inner join branch_opening as opened
  on told.branch_id = opened.branch_id
inner join branch_day as sold_now
  on told.branch_id = sold_now.branch_id and told.trading_date = sold_now.trading_date
inner join branch_day as sold_then
  on told.branch_id = sold_then.branch_id and told.earlier_date = sold_then.trading_date
where
  opened.opened_on <= told.earlier_date - 28
  and coalesce(opened.closed_on, told.trading_date) >= told.trading_date
