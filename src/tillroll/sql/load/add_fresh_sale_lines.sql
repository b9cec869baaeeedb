-- title: lines of sales of branch-days that one file alone speaks for
-- grain: one row an item of a sale
-- filters: no contested days
insert into sale_line (
    sale_id, trading_date, line_no, product_id, quantity, gross_pence, discount_pence, net_pence, tax_pence
)
select
    line.sale_id,
    line.trading_date,
    line.line_no,
    line.product_id,
    line.quantity,
    line.gross_pence,
    line.discount_pence,
    line.net_pence,
    line.tax_pence
from staged_sale_line as line
left join contested_day as contested
    on line.branch_id = contested.branch_id and line.trading_date = contested.trading_date
where contested.branch_id is null
