-- title: Key figures against the year before
-- question: How do sales, orders, spend and items per order compare with the year before?
-- grain: one row
-- filters: dates, branch, region, franchise, product, category, size, daypart, tender
-- compares: last-year
-- needs: branch_opening, year_day
-- units: net_pence pence, net_pence_before pence, net_change share, orders orders, orders_before orders, orders_change
--     share, average_spend_pence pence per order, average_spend_pence_before pence per order, average_spend_change
--     share, items_per_order items per order, items_per_order_before items per order, items_per_order_change share,
--     units items, units_before items, units_change share, days branch-days
-- definition: Net sales, orders, average spend, items per order and items (units) of the pairs that like-for-like
--     compares: a branch's day and the same day of the same week of the year before. Changes are withheld where there
--     were fewer than 30 orders before; rates too, or where there are fewer now. The number of pairs is shown. Items
--     are not known by how they were paid, nor by daypart; where items are chosen, orders are not known, and the
--     changes of net sales and items are withheld under 30 items.
with
total as (
    select
        cast(sum(net_now) as double precision) as net,
        cast(sum(net_then) as double precision) as net_before,
        cast(sum(orders_now) as double precision) as orders,
        cast(sum(orders_then) as double precision) as orders_before,
        sum(counted_then) as counted_before,
        cast(sum(units_now) as double precision) as units,
        cast(sum(units_then) as double precision) as units_before,
        count(*) as days
    from year_day
    where standing = 'like-for-like'
)

select
    cast(net as bigint) as net_pence,
    net_before as net_pence_before,
    case when counted_before >= 30 then net / nullif(net_before, 0) - 1 end as net_change,
    cast(orders as bigint) as orders,
    orders_before,
    case when orders_before >= 30 then orders / nullif(orders_before, 0) - 1 end as orders_change,
    case when least(orders, orders_before) >= 30 then net / nullif(orders, 0) end as average_spend_pence,
    case when least(orders, orders_before) >= 30 then net_before / nullif(orders_before, 0) end
        as average_spend_pence_before,
    case
        when least(orders, orders_before) >= 30
            then (net / nullif(orders, 0)) / nullif(net_before / nullif(orders_before, 0), 0) - 1
    end as average_spend_change,
    case when least(orders, orders_before) >= 30 then units / nullif(orders, 0) end as items_per_order,
    case when least(orders, orders_before) >= 30 then units_before / nullif(orders_before, 0) end
        as items_per_order_before,
    case
        when least(orders, orders_before) >= 30
            then (units / nullif(orders, 0)) / nullif(units_before / nullif(orders_before, 0), 0) - 1
    end as items_per_order_change,
    cast(units as decimal(18, 3)) as units,
    units_before,
    case when counted_before >= 30 then units / nullif(units_before, 0) - 1 end as units_change,
    days
from total
where exists (select 1 from year_day)
