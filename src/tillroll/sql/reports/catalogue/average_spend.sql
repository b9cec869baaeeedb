-- title: Average spend and items per order
-- question: How much does an order come to, and how many items are in it?
-- grain: one row
-- filters: dates, branch, region, franchise, product, category, size, daypart, tender
-- needs: middle_total
-- asks: median_band
-- units: orders orders, net_pence pence, average_spend_pence pence per order, median_spend_pence pence per order, units
--     items, items_per_order items per order
-- definition: Average spend is net sales divided by orders, which are sales that are no refunds; it is withheld under
--     30 orders. The median is the middle total of all orders, or the mean of the two middle ones; half of the orders
--     are smaller. Units are items sold, less items taken back; items per order are units divided by orders. Of a
--     daypart or a tender the median and the items are not known; where items are chosen, net sales and units of these
--     alone are known. A branch-day of which nothing counts yet is unknown, not zero; partial days are shown.
with
total as (
    select
        cast(sum(orders) as bigint) as orders,
        cast(sum(net_pence) as bigint) as net_pence,
        cast(sum(units) as decimal(18, 3)) as units
    from chosen_day
),

placed as (
    select
        total_pence,
        :orders_below + sum(orders) over (order by total_pence) - orders as first_place,
        :orders_below + sum(orders) over (order by total_pence) as next_place
    from middle_total
),

wanted as (
    select (orders - 1 - (orders - 1) % 2) / 2 as place
    from total
    union all
    select (orders - orders % 2) / 2 as place
    from total
),

middle as (
    select avg(placed.total_pence) as median_spend_pence
    from placed
    inner join wanted on wanted.place >= placed.first_place and wanted.place < placed.next_place
)

select
    total.orders,
    total.net_pence,
    case when total.orders >= 30 then cast(total.net_pence as double precision) / total.orders end
        as average_spend_pence,
    case when total.orders >= 30 then cast(middle.median_spend_pence as double precision) end as median_spend_pence,
    total.units,
    case when total.orders >= 30 then cast(total.units as double precision) / total.orders end as items_per_order
from total
cross join middle
where total.net_pence is not null
