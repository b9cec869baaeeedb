-- title: staged lines of drawn sales
-- grain: one row an item of a staged sale
-- filters: none
create or replace temp table staged_sale_line as
select
    line.sale_no,
    sale.sale_id,
    sale.branch_id,
    sale.trading_date,
    line.line_no,
    line.product_id,
    cast(line.quantity as decimal(12, 3)) as quantity,
    cast(line.gross_pence as bigint) as gross_pence,
    cast(line.discount_pence as bigint) as discount_pence,
    cast(line.net_pence as bigint) as net_pence,
    cast(line.tax_pence as bigint) as tax_pence
from line_key as line
inner join staged_sale as sale on line.sale_no = sale.sale_no
