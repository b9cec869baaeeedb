-- title: Menu matrix
-- question: Which products are popular, and which bring in much when they are bought?
-- grain: one row a product, by category and the most popular first
-- filters: dates, branch, region, franchise, product, category
-- asks: basket_span
-- needs: basket_day, basket_total, basket_line, basket_sum
-- units: product text, category text, class text, orders orders, penetration share, net_pence_per_order pence per
--     order, margin_pence_per_order pence per order
-- definition: Popular is a product that is in at least 70% of the orders that an equal share of its category would give
--     it; it earns well if its own net sales per order with it are at least those of its category. Popular and earning
--     well is a star, popular alone a workhorse, earning well alone a puzzle, neither a dog. Margin is net sales less
--     unit costs, where products.csv gives costs. Rates and classes are withheld under 30 orders. Read from up to some
--     20,000 orders, of complete branch-days (late ones too, once they are whole) drawn evenly from the newest 7 to 28
--     dates chosen.
with
placed as (
    select
        named.product,
        named.category,
        item.orders,
        item.net_pence,
        item.cost_pence,
        count(*) over (partition by named.category) as category_products,
        cast(sum(item.orders) over (partition by named.category) as bigint) as category_orders,
        cast(sum(item.net_pence) over (partition by named.category) as bigint) as category_pence
    from basket_sum as item
    inner join (
        select distinct
            product_no,
            product,
            category
        from report_product
    ) as named on item.product_no = named.product_no
),

judged as (
    select
        *,
        10 * orders * category_products >= 7 * category_orders as is_popular,
        net_pence * category_orders >= category_pence * orders as is_rich
    from placed
)

select
    placed.product,
    placed.category,
    case
        when placed.orders < 30 then null
        when placed.is_popular and placed.is_rich then 'star'
        when placed.is_popular then 'workhorse'
        when placed.is_rich then 'puzzle'
        else 'dog'
    end as class,
    placed.orders,
    case when total.orders >= 30 then cast(placed.orders as double precision) / total.orders end as penetration,
    case when placed.orders >= 30 then cast(placed.net_pence as double precision) / placed.orders end
        as net_pence_per_order,
    case when placed.orders >= 30 then (placed.net_pence - placed.cost_pence) / placed.orders end
        as margin_pence_per_order
from judged as placed
cross join basket_total as total
where
    (cast(:product as varchar) is null or placed.product = cast(:product as varchar))
    and (cast(:category as varchar) is null or placed.category = cast(:category as varchar))
order by placed.category asc, placed.orders desc, placed.product asc
