-- title: the lines of the orders that baskets are read from
-- grain: one row a line, with a number of its order and that of its product in report_product
-- filters: orders of basket_day, whose dates are :basket_first to :basket_last; the date stands in a list
--     for DuckDB, which finds lines several times faster by one key
-- Kept, for to find the lines takes longest, and several questions are about them.
with
basket_sale as (
    select
        cast(row_number() over () as integer) as sale_no,
        sale_id,
        trading_date
    from sale
    where
        trading_date between :basket_first and :basket_last
        and is_current
        and not is_refund
        and (branch_id, trading_date) in (
            select
                basket_day.branch_id,
                basket_day.trading_date
            from basket_day
        )
)

select
    sale.sale_no,
    product.product_no,
    product.unit_cost_pence,
    line.quantity,
    line.net_pence
from basket_sale as sale
inner join sale_line as line
    on sale.sale_id = line.sale_id and line.trading_date in (sale.trading_date, sale.trading_date)
inner join report_product as product on line.product_id = product.product_id
where line.trading_date between :basket_first and :basket_last
