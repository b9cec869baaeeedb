-- title: the rows of Square's tills: one row an item
-- grain: one row an item of a sale
-- filters: Square only; a refund's amounts are negative
create or replace temp table line_row as
select
    sale.sale_no,
    sale.file_no,
    line.line_no,
    sale.placed_at,
    line.net_pence,
    strftime(sale.placed_at, '%Y-%m-%d,%H:%M:%S') || ',London,' || item.category || ',' || item.full_name || ','
    || line.quantity || '.0,' || item.size || ',,,'
    || signed_pounds(line.gross_pence) || ',' || signed_pounds(line.discount_pence) || ','
    || signed_pounds(line.net_pence) || ',' || signed_pounds(line.tax_pence) || ','
    || strftime(sale.trading_date, 'T%y%m%d') || lpad(cast(sale.number as varchar), 5, '0') || ',,,,,'
    || case when line.is_refund then 'Refund' else 'Payment' end || ',' || branch.name || ',,,' || customer.name
    || ',,,,,Physical Good,,,,,,,'
    || case when sale.is_card then right(card_number(sale.place), 4) else '' end as row_text
from sim_sale as sale
inner join sim_branch as branch on sale.branch_no = branch.branch_no and branch.row_style = 4
inner join sim_line as line on sale.sale_no = line.sale_no
inner join sim_item as item on line.item_no = item.item_no
inner join sim_customer as customer on draw(sale.place + 40) % :customers = customer.customer_no
