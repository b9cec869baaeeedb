-- title: from when to when each branch sold each product
-- grain: one row a branch, product and category
-- filters: the staged scope
select
    sold.branch_id,
    product.product,
    product.category,
    min(sold.first_day) as first_day,
    max(sold.last_day) as last_day
from (
    select
        item.branch_id,
        item.product_id,
        min(item.trading_date) as first_day,
        max(item.trading_date) as last_day
    from branch_day_product as item
    inner join scope_span as span
        on item.branch_id = span.branch_id and item.trading_date between span.first_day and span.last_day
    group by item.branch_id, item.product_id
) as sold
inner join report_product as product on sold.product_id = product.product_id
group by sold.branch_id, product.product, product.category
