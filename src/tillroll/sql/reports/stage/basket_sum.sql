-- title: in how many orders each product is, and what it comes to in them
-- grain: one row a product; without a unit cost of each of its items there is no cost
-- filters: lines of basket_line
select
    product_no,
    count(distinct sale_no) as orders,
    cast(sum(net_pence) as bigint) as net_pence,
    case
        when count(*) = count(unit_cost_pence)
            then cast(sum(quantity * unit_cost_pence) as double precision)
    end as cost_pence
from basket_line
group by product_no
