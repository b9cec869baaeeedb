-- title: what is in each order of the dates that baskets are read from
-- grain: one row an order and product
-- filters: orders of whole branch-days of chosen_day from :basket_first to :basket_last
select
    sale.sale_id,
    product.product,
    product.category,
    sum(line.net_pence) as net_pence,
    sum(line.quantity) as units,
    sum(line.quantity * product.unit_cost_pence) as cost_pence,
    count(*) = count(product.unit_cost_pence) as has_cost
from sale
inner join chosen_day as day on sale.branch_id = day.branch_id and sale.trading_date = day.trading_date
inner join sale_line as line on sale.sale_id = line.sale_id and sale.trading_date = line.trading_date
inner join report_product as product on line.product_id = product.product_id
where
    sale.trading_date between :basket_first and :basket_last
    and line.trading_date between :basket_first and :basket_last
    and day.trading_date between :basket_first and :basket_last
    and day.is_whole
    and sale.is_current
    and not sale.is_refund
group by sale.sale_id, product.product, product.category
