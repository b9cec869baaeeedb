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
    and branch_id = coalesce(cast(:branch_id as varchar), branch_id)
    and region = coalesce(cast(:region as varchar), region)
    and franchise = coalesce(cast(:franchise as varchar), franchise)
