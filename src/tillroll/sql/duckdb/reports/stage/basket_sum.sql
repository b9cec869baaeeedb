-- title: in how many orders each product is, and what it comes to in them
-- grain: one row a product; without a unit cost of each of its items there is no cost
-- filters: blocks of basket_line
select
    product_no,
    cast(sum(bit_count(order_bits)) as bigint) as orders,
    cast(sum(net_pence) as bigint) as net_pence,
    case when bool_and(has_costs) then cast(sum(cost_pence) as double precision) end as cost_pence
from basket_line
group by product_no
