-- title: the lines of the sales that count
-- grain: one row an item of a sale
-- filters: sales that a standing document claims
create or replace view current_sale_line as
select
    sale.sale_id,
    sale.branch_id,
    sale.till,
    sale.trading_date,
    sale.placed_at,
    sale.tender,
    sale.is_refund,
    line.line_no,
    line.product_id,
    line.quantity,
    line.gross_pence,
    line.discount_pence,
    line.net_pence,
    line.tax_pence
from sale
inner join sale_line as line on sale.sale_id = line.sale_id and sale.trading_date = line.trading_date
where sale.is_current
