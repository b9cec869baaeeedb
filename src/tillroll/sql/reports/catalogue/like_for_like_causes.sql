-- title: Causes of like-for-like growth
-- question: Did traffic, items per order or prices and mix make the difference?
-- grain: one row a cause, then their sum
-- filters: dates, branch, region, franchise
-- compares: last-year
-- needs: branch_opening, year_day
-- about: furthest net_pence by cause
-- units: place rank, cause text, ratio ratio, net_pence pence, share_of_change share
-- definition: Net sales are orders, times items per order, times net sales per item; the last is price and mix. Of the
--     pairs that like-for-like compares, each factor's ratio is given, and its part of the difference in pounds: the
--     logarithm of its ratio over that of net sales, so that the parts sum to the whole and no residue is left over.
--     Withheld where either year has fewer than 30 orders or nothing was earned.
with
total as (
    select
        cast(sum(net_now) as double precision) as net_now,
        cast(sum(net_then) as double precision) as net_then,
        cast(sum(orders_now) as double precision) as orders_now,
        cast(sum(orders_then) as double precision) as orders_then,
        cast(sum(units_now) as double precision) as units_now,
        cast(sum(units_then) as double precision) as units_then
    from year_day
    where standing = 'like-for-like'
),

told as (
    select
        net_now - net_then as difference,
        case
            when net_now = net_then then net_now
            else (net_now - net_then) / ln(net_now / net_then)
        end as weight,
        orders_now / orders_then as traffic,
        (units_now / orders_now) / (units_then / orders_then) as items,
        (net_now / units_now) / (net_then / units_then) as price_and_mix,
        net_now / net_then as net_sales
    from total
    where orders_now >= 30 and orders_then >= 30 and net_now > 0 and net_then > 0 and units_now > 0 and units_then > 0
),

cause as (
    select
        1 as place,
        'traffic' as cause
    union all
    select
        2 as place,
        'items per order' as cause
    union all
    select
        3 as place,
        'price and mix' as cause
    union all
    select
        4 as place,
        'net sales' as cause
),

changed as (
    select
        cause.place,
        cause.cause,
        told.weight,
        told.difference,
        case cause.place
            when 1 then told.traffic
            when 2 then told.items
            when 3 then told.price_and_mix
            else told.net_sales
        end as ratio
    from told
    cross join cause
)

select
    place,
    cause,
    ratio,
    weight * ln(ratio) as net_pence,
    weight * ln(ratio) / nullif(difference, 0) as share_of_change
from changed
order by place
