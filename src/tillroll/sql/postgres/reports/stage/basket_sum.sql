-- title: in how many orders each product is, and what it comes to in them
-- grain: one row a product; without a unit cost of each of its items there is no cost
-- filters: branch-days of basket_day, whose dates are :basket_first to :basket_last
-- why: the orders are bits
with
item as (
    select
        product.product_no,
        bit_count(bit_or(block.order_bits)) as orders,
        sum(block.net_pence) as net_pence,
        sum(block.units * product.unit_cost_pence) as cost_pence,
        count(*) = count(product.unit_cost_pence) as has_costs
    from basket_day as day
    inner join basket_block as block on day.day_id = block.day_id
    inner join report_product as product on block.product_id = product.product_id
    where block.trading_date between :basket_first and :basket_last
    group by block.day_id, block.block_no, product.product_no
)

select
    product_no,
    cast(sum(orders) as bigint) as orders,
    cast(sum(net_pence) as bigint) as net_pence,
    case when bool_and(has_costs) then cast(sum(cost_pence) as double precision) end as cost_pence
from item
group by product_no
