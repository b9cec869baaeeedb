-- title: complete branch-days of the chain with a number in place of the branch
-- grain: one row a branch and trading date
-- filters: none; without opening hours, from the hour of the first to the hour of the last sale
-- made: by tools/redshift.py from sql/reports/stage/peer_day.sql (lists, seconds between)
-- given: given_branch_ids (branch_ids varchar(4096), peer_nos integer, are_own boolean, trading_dates date, open_minutes integer)
with told as (
  select
    branch_ids as branch_id,
    peer_nos as peer_no,
    are_own as is_own,
    trading_dates as trading_date,
    open_minutes
  from given_branch_ids
)
select
  sold.day_id,
  told.peer_no,
  told.is_own,
  coalesce(branch.region, '') as region,
  told.trading_date,
  coalesce(
    told.open_minutes,
    cast((
      cast(datediff(microsecond, date_trunc('HOUR', sold.first_at), date_trunc('HOUR', sold.last_at)) as double precision) / 1000000.0
    ) / 60 + 60 as integer)
  ) as open_minutes
from told
inner join branch
  on told.branch_id = branch.branch_id
inner join branch_day as sold
  on told.branch_id = sold.branch_id and told.trading_date = sold.trading_date
