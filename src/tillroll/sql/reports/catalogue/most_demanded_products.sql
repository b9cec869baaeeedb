-- title: Most demanded products
-- question: Which products do customers buy most of?
-- grain: one row a product, the largest units first
-- filters: dates, branch, region, franchise, product, category, size, daypart, tender, rows
-- needs: chosen_product, whole_week, loose_day, part_item, product_sum
-- about: highest units by product, category
-- units: place rank, product text, category text, units items, net_pence pence, gross_pence pence
-- definition: Products by units; by net sales it is another report, top-grossing-products. Units are items sold,
--     less items taken back. Only complete branch-days count (late ones too, once they are whole). Products and
--     categories are those of products.csv; an item that it does not name stands under its own name as unmapped.
with
total as (
    select
        product.product,
        product.category,
        cast(sum(sold.units) as decimal(18, 3)) as units,
        cast(sum(sold.net_pence) as bigint) as net_pence,
        cast(sum(sold.gross_pence) as bigint) as gross_pence
    from product_sum as sold
    inner join chosen_product as product on sold.product_id = product.product_id
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
