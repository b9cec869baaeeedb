-- title: what each chosen branch-day took; unknown where nothing counts yet
-- grain: one row a branch-day of chosen_day
-- filters: those of sold_day
select
    day.branch_id,
    day.branch_name,
    day.region,
    day.franchise,
    day.trading_date,
    day.is_known,
    day.is_expected,
    day.is_whole,
    sold.net_pence,
    sold.gross_pence,
    sold.discount_pence,
    sold.refund_pence,
    sold.orders,
    sold.units
from chosen_day as day
left join sold_day as sold on day.day_id = sold.day_id and day.is_known
