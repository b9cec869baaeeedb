-- title: Sales by size
-- question: Which sizes do customers buy?
-- grain: one row a size, the largest units first
-- filters: dates, branch, region, franchise, product, category, size
-- needs: chosen_product
-- units: size text, units items, share_of_units share, net_pence pence, net_pence_per_item pence per item
-- definition: Items by their size, whatever its capitals; those that have none are in the row without a name. Units
--     are items sold, less items taken back. The share is of the units chosen; it and the net sales per item are
--     withheld under 30 units. A branch-day of which nothing counts yet is unknown, not zero; partial days are shown.
with
sold as (
    select
        item.product_id,
        sum(item.units) as units,
        sum(item.net_pence) as net_pence
    from branch_day_product as item
    inner join chosen_day on item.day_id = chosen_day.day_id
    where item.trading_date between :first_day and :last_day
    group by item.product_id
),

total as (
    select
        product.size,
        cast(sum(sold.units) as decimal(18, 3)) as units,
        cast(sum(sold.net_pence) as bigint) as net_pence
    from sold
    inner join chosen_product as product on sold.product_id = product.product_id
    group by product.size
),

shared as (
    select
        *,
        sum(units) over () as all_units
    from total
)

select
    size,
    units,
    case when all_units >= 30 then cast(units as double precision) / nullif(all_units, 0) end as share_of_units,
    net_pence,
    case when units >= 30 then cast(net_pence as double precision) / nullif(units, 0) end as net_pence_per_item
from shared
order by shared.units desc, size
