-- title: Busiest hours
-- question: At which hours are the branches busiest?
-- grain: one row an hour of the wall clock, the busiest first
-- filters: dates, branch, region, franchise, product, category, size, daypart, tender
-- needs: chosen_product, part_hour, hour_sold, day_hour
-- units: hour hour, orders_per_open_hour orders per open branch-hour, orders orders, open_hours hours
-- definition: Mean orders per open branch-hour, so that branches which open longer don't count for more. A branch-hour
--     is open as far as it lies in the branch's opening hours of that day; where they are unknown, from the hour of the
--     first to the hour of the last sale. Orders outside the opening hours are left out, and partial days too. The mean
--     is withheld under 30 open branch-hours. On the night on which the clocks change, the hour that comes twice counts
--     as one. Of items, orders are those with one of them.
with
opened as (
    select
        hour,
        sum(minutes) as minutes,
        sum(orders) as orders
    from day_hour
    group by hour
)

select
    hour,
    case when minutes >= 1800 then 60 * cast(orders as double precision) / minutes end as orders_per_open_hour,
    cast(orders as bigint) as orders,
    cast(minutes as double precision) / 60 as open_hours
from opened
order by orders_per_open_hour desc nulls last, hour
