-- title: in how many orders each product is
-- grain: one row a product
-- filters: orders of basket_item
-- why: the orders are bits
select
    product.product_no,
    product.product,
    product.category,
    bit_count(item.order_bits) as orders
from basket_item as item
inner join (
    select distinct
        product_no,
        product,
        category
    from report_product
) as product on item.product_no = product.product_no
