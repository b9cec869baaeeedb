-- title: the branch-days that baskets are read from
-- grain: one row a branch-day
-- filters: whole branch-days of chosen_day from :basket_first to :basket_last, drawn until they hold 20,000 orders
-- They are drawn by a number that scatters consecutive dates and branches, and is the same in every database: no
-- product reaches 2^63.
with
mixed as (
    select
        day.day_id,
        day.branch_id,
        day.trading_date,
        mart.orders,
        day.day_id % 2147483647 * 742938285 % 2147483647 as mixed_id
    from chosen_day as day
    inner join branch_day as mart on day.day_id = mart.day_id
    where day.is_whole and mart.trading_date between :basket_first and :basket_last
),

drawn as (
    select
        day_id,
        branch_id,
        trading_date,
        orders,
        sum(orders) over (order by mixed_id * mixed_id % 2147483647, day_id) - orders as orders_before
    from mixed
)

select
    day_id,
    branch_id,
    trading_date,
    orders
from drawn
where orders_before < 20000
