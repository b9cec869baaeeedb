-- title: lines of new sales of contested days
-- grain: one row an item of a sale
-- filters: sales that the warehouse does not hold yet
insert into sale_line (
    sale_id, trading_date, line_no, product_id, quantity, gross_pence, discount_pence, net_pence, tax_pence
)
select
    added.sale_id,
    staged.trading_date,
    line.line_no,
    line.product_id,
    line.quantity,
    line.gross_pence,
    line.discount_pence,
    line.net_pence,
    line.tax_pence
from new_sale as added
inner join staged_sale as staged on added.sale_no = staged.sale_no
inner join staged_sale_line as line on added.sale_no = line.sale_no
