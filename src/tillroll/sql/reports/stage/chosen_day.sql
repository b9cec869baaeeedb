-- title: the branch-days that a question is about
-- grain: one row a branch-day of the register
-- filters: :first_day to :last_day, :branch_id, :region, :franchise
select
    *,
    cast(date_trunc('week', trading_date) as date) as week_from,
    day_id - cast(extract(isodow from trading_date) as bigint) + 1 as week_id
from branch_day_state
where
    trading_date between :first_day and :last_day
    and (cast(:branch_id as varchar) is null or branch_id = cast(:branch_id as varchar))
    and (cast(:region as varchar) is null or region = cast(:region as varchar))
    and (cast(:franchise as varchar) is null or franchise = cast(:franchise as varchar))
