-- title: in how many orders two products are together
-- grain: one row an ordered pair of products with at least 30 joint orders
-- filters: blocks of basket_line
with
joint as (
    select
        one.product_no,
        other.product_no as other_no,
        cast(sum(bit_count(one.order_bits & other.order_bits)) as bigint) as joint_orders
    from basket_line as one
    inner join basket_line as other
        on one.block_no = other.block_no and one.tender = other.tender and one.product_no < other.product_no
    group by one.product_no, other.product_no
    having sum(bit_count(one.order_bits & other.order_bits)) >= 30
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
