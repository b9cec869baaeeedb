-- title: in how many orders two products are together
-- grain: one row an ordered pair of products with at least 30 joint orders
-- filters: orders of basket_item
select
    one.product,
    one.category,
    other.product as other_product,
    other.category as other_category,
    count(*) as joint_orders
from basket_item as one
inner join basket_item as other
    on one.sale_id = other.sale_id and (one.product <> other.product or one.category <> other.category)
group by one.product, one.category, other.product, other.category
having count(*) >= 30
