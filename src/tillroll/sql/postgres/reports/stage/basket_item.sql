-- title: which of the orders that baskets are read from have each product
-- grain: one row a product, with a bit for each place of an order
-- filters: branch-days of basket_day, whose dates are :basket_first to :basket_last
-- why: the blocks are put together as bytes, for bit strings can't be; a block without the product is 512 zeros
with
item as materialized (
    select
        block.day_id,
        block.block_no,
        product.product_no,
        block.order_bits
    from basket_day as day
    inner join basket_block as block on day.day_id = block.day_id
    inner join report_product as product on block.product_id = product.product_id
    where block.trading_date between :basket_first and :basket_last
),

known as (
    select *
    from item
    union all
    select
        block.day_id,
        block.block_no,
        sold.product_no,
        cast(repeat('0', 512) as bit varying) as order_bits
    from (select distinct item.day_id, item.block_no from item) as block
    cross join (
        select distinct product.product_no
        from report_product as product
        where product.product_no in (select item.product_no from item)
    ) as sold
),

told as (
    select
        product_no,
        day_id,
        block_no,
        substr(varbit_send(bit_or(order_bits)), 5) as order_bytes
    from known
    group by product_no, day_id, block_no
)

select
    product_no,
    cast('x' || encode(string_agg(order_bytes, '' order by day_id, block_no), 'hex') as bit varying) as order_bits
from told
group by product_no
