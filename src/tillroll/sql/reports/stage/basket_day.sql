-- title: the branch-days that baskets are read from
-- grain: one row a branch-day
-- filters: whole branch-days of chosen_day from :basket_first to :basket_last
select
    day.day_id,
    day.branch_id,
    day.trading_date,
    mart.orders
from chosen_day as day
inner join branch_day as mart on day.day_id = mart.day_id
where day.is_whole and mart.trading_date between :basket_first and :basket_last
