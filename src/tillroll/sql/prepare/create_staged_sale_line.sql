-- title: staged lines of sales
-- grain: one row an item of a staged sale
-- filters: none
create or replace temp table staged_sale_line as
select
    sale.sale_no,
    cast(item.rowid - row_read.first_item + 1 as integer) as line_no,
    item_read.product_id,
    item_read.quantity,
    item_read.gross_pence,
    item_read.discount_pence,
    item_read.net_pence,
    item_read.tax_pence
from basket_item as item
inner join item_read on item.format_no = item_read.format_no and item.item_text = item_read.item_text
inner join row_read on item.row_no = row_read.row_no
inner join staged_sale as sale on row_read.row_no = sale.sale_no
where not row_read.is_line
union all
select
    sale.sale_no,
    cast(row_number() over (partition by sale.sale_no order by row_read.row_no) as integer) as line_no,
    item_read.product_id,
    item_read.quantity,
    item_read.gross_pence,
    item_read.discount_pence,
    item_read.net_pence,
    item_read.tax_pence
from basket_item as item
inner join item_read on item.format_no = item_read.format_no and item.item_text = item_read.item_text
inner join row_read on item.row_no = row_read.row_no
inner join (
    select
        document_no,
        sale_ref,
        min(row_no) as sale_no
    from row_read
    where is_line
    group by document_no, sale_ref
) as row_sale on row_read.document_no = row_sale.document_no and row_read.sale_ref = row_sale.sale_ref
inner join staged_sale as sale on row_sale.sale_no = sale.sale_no
where row_read.is_line
