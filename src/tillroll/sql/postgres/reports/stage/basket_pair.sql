-- title: in how many orders two products are together
-- grain: one row an ordered pair of products with at least 30 joint orders
-- filters: orders of basket_item
-- why: the orders are bits; a long value is read whole here once, and not for each of its pairs
with
item as materialized (
    select
        product_no,
        order_bits || cast('' as bit varying) as order_bits
    from basket_item
),

pair as materialized (
    select
        one.product_no,
        other.product_no as other_no,
        bit_count(one.order_bits & other.order_bits) as joint_orders
    from item as one
    inner join item as other on one.product_no < other.product_no
),

joint as (
    select *
    from pair
    where joint_orders >= 30
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
