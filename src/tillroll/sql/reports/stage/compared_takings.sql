-- title: what the chosen branch-days took, and those that they are compared with
-- grain: one row a branch-day of chosen_day, and one of earlier_day, which has the date that it is compared with
-- filters: none
select
    branch_id,
    branch_name,
    region,
    franchise,
    trading_date,
    is_expected,
    is_whole,
    net_pence,
    orders,
    counted,
    false as is_earlier
from chosen_day
union all
select
    named.branch_id,
    named.branch_name,
    named.region,
    named.franchise,
    day.for_date as trading_date,
    day.is_expected,
    day.is_whole,
    day.net_pence,
    day.orders,
    day.counted,
    true as is_earlier
from earlier_day as day
inner join branch_day_state as named on day.branch_id = named.branch_id and day.trading_date = named.trading_date
