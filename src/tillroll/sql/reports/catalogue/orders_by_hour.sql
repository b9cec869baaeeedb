-- title: Orders by hour
-- question: How many orders did each hour bring, also outside the opening hours?
-- grain: one row an hour of the wall clock that brought an order, from midnight
-- filters: dates, branch, region, franchise, product, category, size, daypart, tender
-- needs: chosen_product, part_hour, hour_sold
-- units: hour hour, orders orders, share_of_orders share
-- definition: Orders by the hour of the wall clock at which they were made, whether a branch was open then or not; the
--     hours of a trading date sum to its orders. The share is of the hours shown, and withheld under 30 orders. A
--     branch-day of which nothing counts yet is unknown, not zero; partial days are shown. Of items, orders are those
--     with one of them.
with
sold as (
    select
        hour_sold.hour,
        cast(sum(hour_sold.orders) as bigint) as orders
    from hour_sold
    inner join report_daypart as part on hour_sold.hour = part.hour
    where (cast(:daypart as varchar) is null or part.daypart = cast(:daypart as varchar))
    group by hour_sold.hour
    having sum(hour_sold.orders) > 0
)

select
    hour,
    orders,
    case when sum(orders) over () >= 30 then cast(orders as double precision) / sum(orders) over () end
        as share_of_orders
from sold
order by hour
