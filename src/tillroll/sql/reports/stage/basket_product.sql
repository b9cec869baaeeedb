-- title: in how many orders each product is
-- grain: one row a product
-- filters: products of basket_sum
select
    product.product_no,
    product.product,
    product.category,
    item.orders
from basket_sum as item
inner join (
    select distinct
        product_no,
        product,
        category
    from report_product
) as product on item.product_no = product.product_no
