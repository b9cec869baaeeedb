-- title: each drawn line with its product and its share of the sale's key
-- grain: one row an item of a sale
-- filters: none
create or replace temp table line_key as
select
    line.sale_no,
    line.line_no,
    line.quantity,
    line.gross_pence,
    line.discount_pence,
    line.net_pence,
    line.tax_pence,
    line_read.product_id,
    line_read.line_hash
from sim_line as line
inner join line_read
    on
        line.item_no = line_read.item_no
        and line.unit_gross_pence = line_read.unit_gross_pence
        and line.unit_discount_pence = line_read.unit_discount_pence
        and line.unit_tax_pence = line_read.unit_tax_pence
        and line.quantity = line_read.quantity
        and line.is_refund = line_read.is_refund
