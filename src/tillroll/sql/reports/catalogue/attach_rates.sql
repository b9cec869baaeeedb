-- title: Attach rates and penetration
-- question: What is bought together with what?
-- grain: one row an ordered pair of products, the most joint orders first
-- filters: dates, branch, region, franchise, product, category, rows
-- asks: basket_span
-- needs: basket_day, basket_total, basket_line, basket_item, basket_sum, basket_product, basket_pair
-- about: highest attach by product and other_product
-- units: product text, other_product text, attach share, penetration share, joint_orders orders, product_orders
--     orders, orders orders
-- definition: Attach is the share of the orders with the first product that have the other one, too. Penetration is the
--     share of all orders that have the other one. Pairs with fewer than 30 joint orders are left out. The filters of
--     products choose the first one. Read from up to some 20,000 orders, of complete branch-days (late ones too, once
--     they are whole) drawn evenly from the newest 7 to 28 dates chosen.
select
    one.product,
    other.product as other_product,
    cast(pair.joint_orders as double precision) / one.orders as attach,
    cast(other.orders as double precision) / total.orders as penetration,
    pair.joint_orders,
    one.orders as product_orders,
    total.orders
from basket_pair as pair
inner join basket_product as one on pair.product_no = one.product_no
inner join basket_product as other on pair.other_no = other.product_no
cross join basket_total as total
where
    (cast(:product as varchar) is null or one.product = cast(:product as varchar))
    and (cast(:category as varchar) is null or one.category = cast(:category as varchar))
order by
    pair.joint_orders desc, one.product asc, other.product asc, one.category asc, other.category asc
limit :row_limit
