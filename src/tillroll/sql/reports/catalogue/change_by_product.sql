-- title: Change by product
-- question: Which products bring in more or less than before?
-- grain: one row a product, the largest gain first; as many from the top as from the bottom
-- filters: dates, branch, region, franchise, product, category, size, daypart, tender, against, rows
-- compares: against
-- needs: chosen_product, whole_week, loose_day, part_item, product_sum, earlier_week, part_item_before,
--     product_sum_before
-- about: furthest change_pence by product, category
-- units: place rank, product text, category text, net_pence pence, net_pence_before pence, change_pence pence, change
--     share, units items, units_before items
-- definition: Net sales of the dates asked for, and of as many days just before them (previous-period) or of the same
--     days of the same weeks of the year before (last-year). The change is withheld where fewer than 30 were sold
--     before. Only complete branch-days count (late ones too, once they are whole); the two totals may rest on
--     different ones.
with
item_sum as (
    select
        product_id,
        units,
        cast(0 as decimal(18, 3)) as units_before,
        net_pence,
        cast(0 as bigint) as net_pence_before
    from product_sum
    union all
    select
        product_id,
        cast(0 as decimal(18, 3)) as units,
        units as units_before,
        cast(0 as bigint) as net_pence,
        net_pence as net_pence_before
    from product_sum_before
),

total as (
    select
        product.product,
        product.category,
        cast(sum(item_sum.net_pence) as bigint) as net_pence,
        cast(sum(item_sum.net_pence_before) as bigint) as net_pence_before,
        cast(sum(item_sum.units) as decimal(18, 3)) as units,
        cast(sum(item_sum.units_before) as decimal(18, 3)) as units_before
    from item_sum
    inner join chosen_product as product on item_sum.product_id = product.product_id
    group by product.product, product.category
),

ranked as (
    select
        *,
        row_number() over (order by net_pence - net_pence_before desc, product asc, category asc) as place,
        count(*) over () as places
    from total
)

select
    place,
    product,
    category,
    net_pence,
    net_pence_before,
    net_pence - net_pence_before as change_pence,
    case
        when units_before >= 30 then cast(net_pence as double precision) / nullif(net_pence_before, 0) - 1
    end as change,
    units,
    units_before
from ranked
where place <= :row_limit or place > places - :row_limit
order by place
