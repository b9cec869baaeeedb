-- title: Sales by daypart
-- question: Which part of the day brings how much?
-- grain: one row a daypart, from morning to night
-- filters: dates, branch, region, franchise, product, category, size, daypart, tender
-- needs: chosen_product, part_hour, hour_sold
-- about: highest net_pence by daypart
-- units: daypart text, net_pence pence, share_of_net share, orders orders, average_spend_pence pence per order
-- definition: Sales by the hour of the wall clock at which they were made: early is 04:00 to 08:00, morning to 12:00,
--     lunch to 15:00, afternoon to 18:00, evening to 04:00. The share is of all parts of the day. Rates are withheld
--     under 30 orders. A branch-day of which nothing counts yet is unknown, not zero; partial days are shown. Of items,
--     orders are those with one of them, and average spend is what the items came to in these.
with
part as (
    select
        daypart.daypart,
        daypart.place,
        cast(sum(sold.net_pence) as bigint) as net_pence,
        cast(sum(sold.orders) as bigint) as orders
    from hour_sold as sold
    inner join report_daypart as daypart on sold.hour = daypart.hour
    group by daypart.daypart, daypart.place
),

shared as (
    select
        *,
        sum(net_pence) over () as all_pence,
        sum(orders) over () as all_orders
    from part
)

select
    daypart,
    net_pence,
    case when all_orders >= 30 then cast(net_pence as double precision) / nullif(all_pence, 0) end as share_of_net,
    orders,
    case when orders >= 30 then cast(net_pence as double precision) / orders end as average_spend_pence
from shared
where (cast(:daypart as varchar) is null or daypart = cast(:daypart as varchar))
order by place
