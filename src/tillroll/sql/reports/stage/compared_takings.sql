-- title: what the chosen branch-days took, and those that they are compared with
-- grain: one row a branch-day of chosen_day, and one of earlier_day, which has the date that it is compared with
-- filters: those of sold_day and sold_before
select
    day.branch_id,
    day.branch_name,
    day.region,
    day.franchise,
    day.trading_date,
    day.is_expected,
    day.is_whole,
    sold.net_pence,
    sold.orders,
    sold.units,
    sold.counted,
    false as is_earlier
from chosen_day as day
left join sold_day as sold on day.day_id = sold.day_id and day.is_known
union all
select
    day.branch_id,
    day.branch_name,
    day.region,
    day.franchise,
    day.for_date as trading_date,
    day.is_expected,
    day.is_whole,
    sold.net_pence,
    sold.orders,
    sold.units,
    sold.counted,
    true as is_earlier
from earlier_day as day
left join sold_before as sold on day.day_id = sold.day_id and day.is_known
