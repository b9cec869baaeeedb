-- title: the branch-days that a question is about
-- grain: one row a branch-day of the register
-- filters: :first_day to :last_day, :branch_id, :region, :franchise
-- made: by tools/redshift.py from sql/reports/stage/chosen_day.sql (types, isodow)
select
  *,
  cast(date_trunc('WEEK', trading_date) as date) as week_from,
  day_id - cast((
    (
      extract(dow from trading_date) + 6
    ) % 7 + 1
  ) as bigint) + 1 as week_id
from branch_day_state
where
  trading_date between :first_day and :last_day
  and (
    cast(:branch_id as varchar(4096)) is null or branch_id = cast(:branch_id as varchar(4096))
  )
  and (
    cast(:region as varchar(4096)) is null or region = cast(:region as varchar(4096))
  )
  and (
    cast(:franchise as varchar(4096)) is null or franchise = cast(:franchise as varchar(4096))
  )
