-- title: in how many orders each product is
-- grain: one row a product
-- filters: orders of basket_item
select
    product.product_no,
    product.product,
    product.category,
    item.orders
from (
    select
        product_no,
        count(*) as orders
    from basket_item
    group by product_no
) as item
inner join (
    select distinct
        product_no,
        product,
        category
    from report_product
) as product on item.product_no = product.product_no
