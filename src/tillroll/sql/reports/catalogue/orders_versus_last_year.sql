-- title: Orders against the year before
-- question: How do orders and items per order compare with the year before?
-- grain: one row
-- filters: dates, branch, region, franchise, daypart, tender
-- compares: last-year
-- needs: branch_opening, year_day
-- units: orders orders, orders_before orders, orders_change share, items_per_order items per order,
--     items_per_order_before items per order, items_per_order_change share, days branch-days
-- definition: Orders and items per order of the pairs that like-for-like compares: a branch's day and the same day of
--     the same week of the year before. Changes are withheld where there were fewer than 30 orders before; rates too,
--     or where there are fewer now. The number of pairs is shown. Items are not known by how they were paid, nor by
--     daypart.
with
total as (
    select
        cast(sum(orders_now) as double precision) as orders,
        cast(sum(orders_then) as double precision) as orders_before,
        cast(sum(units_now) as double precision) as units,
        cast(sum(units_then) as double precision) as units_before,
        count(*) as days
    from year_day
    where standing = 'like-for-like'
)

select
    cast(orders as bigint) as orders,
    orders_before,
    case when orders_before >= 30 then orders / nullif(orders_before, 0) - 1 end as orders_change,
    case when least(orders, orders_before) >= 30 then units / nullif(orders, 0) end as items_per_order,
    case when least(orders, orders_before) >= 30 then units_before / nullif(orders_before, 0) end
        as items_per_order_before,
    case
        when least(orders, orders_before) >= 30
            then (units / nullif(orders, 0)) / nullif(units_before / nullif(orders_before, 0), 0) - 1
    end as items_per_order_change,
    days
from total
where exists (select 1 from year_day)
