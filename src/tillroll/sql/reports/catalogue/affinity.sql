-- title: Basket affinity
-- question: Which products are bought together more often than by chance?
-- grain: one row a pair of products, the greatest lift first
-- filters: dates, branch, region, franchise, product, category, rows
-- asks: basket_span
-- needs: basket_day, basket_total, basket_line, basket_item, basket_sum, basket_product, basket_pair
-- about: highest lift by product and other_product
-- units: product text, other_product text, support share, confidence share, lift ratio, joint_orders orders, orders
--     orders
-- definition: Support is the share of all orders that have both products, confidence the share of the orders with the
--     first that have the other. Lift is support divided by the product of both shares: above 1 they go together more
--     often than by chance. Pairs with fewer than 30 joint orders are left out. A pair is shown once, unless a filter
--     of products chooses its first. Read from up to some 20,000 orders, of complete branch-days (late ones too, once
--     they are whole) drawn evenly from the newest 7 to 28 dates chosen.
select
    one.product,
    other.product as other_product,
    cast(pair.joint_orders as double precision) / total.orders as support,
    cast(pair.joint_orders as double precision) / one.orders as confidence,
    cast(pair.joint_orders * total.orders as double precision) / (one.orders * other.orders) as lift,
    pair.joint_orders,
    total.orders
from basket_pair as pair
inner join basket_product as one on pair.product_no = one.product_no
inner join basket_product as other on pair.other_no = other.product_no
cross join basket_total as total
where
    (cast(:product as varchar) is null or one.product = cast(:product as varchar))
    and (cast(:category as varchar) is null or one.category = cast(:category as varchar))
    and (
        cast(:product as varchar) is not null
        or cast(:category as varchar) is not null
        or one.product < other.product
        or (one.product = other.product and one.category < other.category)
    )
order by
    lift desc, one.product asc, other.product asc, one.category asc, other.category asc
limit :row_limit
