-- title: Top grossing products
-- question: Which products bring in most?
-- grain: one row a product, the largest net sales first
-- filters: dates, branch, region, franchise, product, category, size, daypart, tender, rows
-- needs: chosen_product, whole_week, loose_day, part_item, product_sum
-- about: highest net_pence by product, category
-- units: place rank, product text, category text, net_pence pence, units items, gross_pence pence
-- definition: Products by net sales; by units it is another report, most-demanded-products. Only complete
--     branch-days count (late ones too, once they are whole). Products and categories are those of products.csv; an
--     item that it does not name stands under its own name as unmapped.
with
total as (
    select
        product.product,
        product.category,
        cast(sum(sold.net_pence) as bigint) as net_pence,
        cast(sum(sold.units) as decimal(18, 3)) as units,
        cast(sum(sold.gross_pence) as bigint) as gross_pence
    from product_sum as sold
    inner join chosen_product as product on sold.product_id = product.product_id
    group by product.product, product.category
)

select
    row_number() over (order by net_pence desc, product, category) as place,
    product,
    category,
    net_pence,
    units,
    gross_pence
from total
order by place
limit :row_limit
