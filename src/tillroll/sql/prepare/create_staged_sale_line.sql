-- title: staged lines of sales
-- grain: one row an item of a staged sale
-- filters: none
create or replace temp table staged_sale_line as
select
    sale.sale_no,
    sale.sale_id,
    sale.branch_id,
    sale.trading_date,
    cast(item.line_no as integer) as line_no,
    item_read.product_id,
    item_read.quantity,
    item_read.gross_pence,
    item_read.discount_pence,
    item_read.net_pence,
    item_read.tax_pence
from basket_item as item
inner join item_read on item.format_no = item_read.format_no and item.item_text = item_read.item_text
inner join staged_sale as sale on item.row_no = sale.sale_no
where not exists (select 1 from line_sale_read as several where several.sale_no = sale.sale_no)
union all
select
    sale.sale_no,
    sale.sale_id,
    sale.branch_id,
    sale.trading_date,
    cast(row_number() over (partition by sale.sale_no order by row_read.row_no) as integer) as line_no,
    item_read.product_id,
    item_read.quantity,
    item_read.gross_pence,
    item_read.discount_pence,
    item_read.net_pence,
    item_read.tax_pence
from line_sale_read as several
inner join staged_sale as sale on several.sale_no = sale.sale_no
inner join row_read on several.document_no = row_read.document_no and several.sale_ref = row_read.sale_ref
inner join basket_item as item on row_read.row_no = item.row_no
inner join item_read on item.format_no = item_read.format_no and item.item_text = item_read.item_text
