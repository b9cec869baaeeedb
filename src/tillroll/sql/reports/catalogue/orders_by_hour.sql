-- title: Orders by hour
-- question: How many orders did each hour bring, also outside the opening hours?
-- grain: one row an hour of the wall clock that brought an order, from midnight
-- filters: dates, branch, region, franchise, daypart
-- units: hour hour, orders orders, share_of_orders share
-- definition: Orders by the hour of the wall clock at which they were made, whether a branch was open then or not; the
--     hours of a trading date sum to its orders. The share is of the hours shown, and withheld under 30 orders. A
--     branch-day of which nothing counts yet is unknown, not zero; partial days are shown.
with
sold as (
    select
        mart.hour,
        cast(sum(mart.orders) as bigint) as orders
    from branch_hour as mart
    inner join chosen_day on mart.day_id = chosen_day.day_id
    inner join report_daypart as part on mart.hour >= part.from_hour and mart.hour < part.to_hour
    where
        mart.trading_date between :first_day and :last_day
        and mart.orders > 0
        and (cast(:daypart as varchar) is null or part.daypart = cast(:daypart as varchar))
    group by mart.hour
)

select
    hour,
    orders,
    case when sum(orders) over () >= 30 then cast(orders as double precision) / sum(orders) over () end
        as share_of_orders
from sold
order by hour
