-- title: in how many orders two products are together
-- grain: one row an ordered pair of products with at least 30 joint orders
-- filters: orders of basket_item
with
joint as (
    select
        one.product_no,
        other.product_no as other_no,
        count(*) as joint_orders
    from basket_item as one
    inner join basket_item as other on one.sale_no = other.sale_no and one.product_no < other.product_no
    group by one.product_no, other.product_no
    having count(*) >= 30
)

select
    product_no,
    other_no,
    joint_orders
from joint
union all
select
    other_no as product_no,
    product_no as other_no,
    joint_orders
from joint
