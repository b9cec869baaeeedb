-- title: the branch-days of a branch, a region and a franchise that trends compare, now and then
-- grain: one row a branch, number of weeks and side of a pair of days
-- filters: the pairs of days of trend_day, of which now is of :branch_id, :region and :franchise
-- made: by tools/redshift.py from sql/reports/trends/chosen_trend_day.sql (types)
with chosen as (
  select
    weeks,
    trading_date,
    day_id,
    day_id_then
  from trend_day
  where
    (
      cast(:branch_id as varchar(4096)) is null
      and cast(:region as varchar(4096)) is null
      and cast(:franchise as varchar(4096)) is null
    )
    or day_id in (
      select
        state.day_id
      from branch_day_state as state
      where
        state.day_id is not null
        and (
          cast(:branch_id as varchar(4096)) is null or state.branch_id = cast(:branch_id as varchar(4096))
        )
        and (
          cast(:region as varchar(4096)) is null or state.region = cast(:region as varchar(4096))
        )
        and (
          cast(:franchise as varchar(4096)) is null or state.franchise = cast(:franchise as varchar(4096))
        )
    )
)
select
  weeks,
  trading_date,
  day_id,
  1 as is_now
from chosen
union all
select
  weeks,
  trading_date,
  day_id_then as day_id,
  0 as is_now
from chosen
