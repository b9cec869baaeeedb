-- title: Most demanded products
-- question: Which products do customers buy most of?
-- grain: one row a product, the largest units first
-- filters: dates, branch, region, franchise, product, category, rows
-- units: place rank, product text, category text, units items, net_pence pence, gross_pence pence
-- definition: Products by units; by net sales it is another report, top-grossing-products. Units are items sold,
--     less items taken back. Only complete branch-days count (late ones too, once they are whole). Products and
--     categories are those of products.csv; an item that it does not name stands under its own name as unmapped.
with
chosen as (
    select day_id
    from branch_day_state
    where
        trading_date between :first_day and :last_day
        and branch_id = coalesce(cast(:branch_id as varchar), branch_id)
        and region = coalesce(cast(:region as varchar), region)
        and franchise = coalesce(cast(:franchise as varchar), franchise)
        and is_whole
),

sold as (
    select
        item.product_id,
        sum(item.net_pence) as net_pence,
        sum(item.units) as units,
        sum(item.gross_pence) as gross_pence
    from branch_day_product as item
    inner join chosen on item.day_id = chosen.day_id
    where item.trading_date between :first_day and :last_day
    group by item.product_id
),

total as (
    select
        product.product,
        product.category,
        cast(sum(sold.net_pence) as bigint) as net_pence,
        cast(sum(sold.units) as decimal(18, 3)) as units,
        cast(sum(sold.gross_pence) as bigint) as gross_pence
    from sold
    inner join report_product as product on sold.product_id = product.product_id
    where
        product.product = coalesce(cast(:product as varchar), product.product)
        and product.category = coalesce(cast(:category as varchar), product.category)
    group by product.product, product.category
)

select
    row_number() over (order by units desc, product, category) as place,
    product,
    category,
    units,
    net_pence,
    gross_pence
from total
order by place
limit :row_limit
