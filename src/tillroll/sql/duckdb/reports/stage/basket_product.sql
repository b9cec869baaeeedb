-- title: in how many orders each product is
-- grain: one row a product
-- filters: blocks of basket_line
select
    product.product_no,
    product.product,
    product.category,
    item.orders
from (
    select
        product_no,
        cast(sum(bit_count(order_bits)) as bigint) as orders
    from basket_line
    group by product_no
) as item
inner join (
    select distinct
        product_no,
        product,
        category
    from report_product
) as product on item.product_no = product.product_no
