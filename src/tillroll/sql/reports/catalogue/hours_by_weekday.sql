-- title: Hours of the week
-- question: At which hours of which weekdays are the branches busiest?
-- grain: one row a weekday and hour of the wall clock, from Monday
-- filters: dates, branch, region, franchise, product, category, size, daypart, tender
-- needs: chosen_product, part_hour, hour_sold, day_hour
-- units: weekday weekday, hour hour, orders_per_open_hour orders per open branch-hour, orders orders, open_hours hours
-- definition: Mean orders per open branch-hour, for a heat map. A branch-hour is open as far as it lies in the branch's
--     opening hours of that day; where they are unknown, from the hour of the first to the hour of the last sale.
--     Orders outside the opening hours are left out, and partial days too. The mean is withheld under 30 open
--     branch-hours. The weekday is that of the trading date: an hour after midnight belongs to the evening before. Of
--     items, orders are those with one of them.
select
    weekday,
    hour,
    case when minutes >= 1800 then 60 * cast(orders as double precision) / minutes end as orders_per_open_hour,
    cast(orders as bigint) as orders,
    cast(minutes as double precision) / 60 as open_hours
from day_hour
order by weekday, hour
