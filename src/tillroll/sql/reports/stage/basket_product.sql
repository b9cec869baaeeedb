-- title: in how many orders each product is
-- grain: one row a product
-- filters: orders of basket_item
select
    product,
    category,
    count(*) as orders,
    cast(sum(net_pence) as bigint) as net_pence,
    cast(sum(units) as decimal(18, 3)) as units,
    case when bool_and(has_cost) then cast(sum(cost_pence) as double precision) end as cost_pence
from basket_item
group by product, category
