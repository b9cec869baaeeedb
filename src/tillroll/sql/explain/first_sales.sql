-- title: how a document's first sales read
-- grain: one row a line of a sale
-- filters: the first :sale_count sales of the one document that is staged
with
first_sale as (
    select
        sale_no,
        line_no,
        placed_at,
        branch_id,
        till,
        trading_date,
        total_pence,
        tender
    from staged_sale
    order by line_no, sale_no
    limit :sale_count
)

select
    sale.line_no,
    sale.placed_at,
    sale.branch_id,
    sale.till,
    sale.total_pence,
    sale.tender,
    product.size,
    product.name,
    product.flavour,
    line.quantity,
    line.net_pence
from first_sale as sale
inner join staged_sale_line as line on sale.sale_no = line.sale_no
inner join staged_product as product on line.product_id = product.product_id
order by sale.line_no, sale.sale_no, line.line_no
