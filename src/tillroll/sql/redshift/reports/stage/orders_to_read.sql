-- title: how many orders the branch-days have that a question is about
-- grain: one row
-- filters: :first_day to :last_day and :earlier_first to :earlier_last; :branch_id, :region, :franchise
-- made: by tools/redshift.py from sql/reports/stage/orders_to_read.sql (types)
select
  cast(coalesce(sum(orders), 0) as bigint) as orders
from branch_day_state
where
  (
    trading_date between :first_day and :last_day
    or trading_date between :earlier_first and :earlier_last
  )
  and (
    cast(:branch_id as varchar(4096)) is null or branch_id = cast(:branch_id as varchar(4096))
  )
  and (
    cast(:region as varchar(4096)) is null or region = cast(:region as varchar(4096))
  )
  and (
    cast(:franchise as varchar(4096)) is null or franchise = cast(:franchise as varchar(4096))
  )
