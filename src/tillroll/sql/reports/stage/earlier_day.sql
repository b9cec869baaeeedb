-- title: the branch-days that the chosen ones are compared with
-- grain: one row a branch-day of the register and date that it is compared with, which is for_date
-- filters: dates of compared_date, :branch_id, :region, :franchise
select
    day.day_id,
    day.branch_id,
    day.trading_date,
    day.state,
    day.is_expected,
    day.is_known,
    day.is_whole,
    day.last_at,
    day.net_pence,
    day.orders,
    day.units,
    day.counted,
    pair.trading_date as for_date
from branch_day_state as day
inner join compared_date as pair on day.trading_date = pair.earlier_date
where
    (cast(:branch_id as varchar) is null or day.branch_id = cast(:branch_id as varchar))
    and (cast(:region as varchar) is null or day.region = cast(:region as varchar))
    and (cast(:franchise as varchar) is null or day.franchise = cast(:franchise as varchar))
