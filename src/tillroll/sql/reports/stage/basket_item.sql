-- title: which products are in each order that baskets are read from
-- grain: one row an order and product, by a number among the orders and that in report_product
-- filters: lines of basket_line
select distinct
    sale_no,
    product_no
from basket_line
