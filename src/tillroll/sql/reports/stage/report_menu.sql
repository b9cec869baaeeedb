-- title: from when to when each branch sold each product
-- grain: one row a branch, product and category
-- filters: none
select
    sold.branch_id,
    product.product,
    product.category,
    min(sold.first_day) as first_day,
    max(sold.last_day) as last_day
from (
    select
        branch_id,
        product_id,
        min(trading_date) as first_day,
        max(trading_date) as last_day
    from branch_day_product
    group by branch_id, product_id
) as sold
inner join report_product as product on sold.product_id = product.product_id
group by sold.branch_id, product.product, product.category
