-- title: which of the orders that baskets are read from have each product
-- grain: one row a block of orders of an hour and tender and a product in report_product, with a bit for each order
-- filters: branch-days of basket_day, whose dates are :basket_first to :basket_last
-- DuckDB counts orders by the bits of hour_block, which has half as many rows as lines and no key of a sale.
select
    day.day_no * 100000000 + block.hour * 1000000 + block.block_no as block_no,
    block.tender,
    product.product_no,
    bit_or(block.order_bits) as order_bits,
    cast(sum(block.net_pence) as bigint) as net_pence,
    sum(block.units * product.unit_cost_pence) as cost_pence,
    count(*) = count(product.unit_cost_pence) as has_costs
from (
    select
        day_id,
        row_number() over () as day_no
    from basket_day
) as day
inner join hour_block as block on day.day_id = block.day_id
inner join report_product as product on block.product_id = product.product_id
where
    block.trading_date between :basket_first and :basket_last
    and not block.is_refund
group by day.day_no, block.hour, block.block_no, block.tender, product.product_no
