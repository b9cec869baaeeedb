-- title: what is in each order that baskets are read from
-- grain: one row an order and product
-- filters: orders of basket_sale, whose dates are :basket_first to :basket_last
select
    sale.sale_id,
    product.product,
    product.category,
    sum(line.net_pence) as net_pence,
    sum(line.quantity) as units,
    sum(line.quantity * product.unit_cost_pence) as cost_pence,
    count(*) = count(product.unit_cost_pence) as has_cost
from basket_sale as sale
inner join sale_line as line on sale.sale_id = line.sale_id
inner join report_product as product on line.product_id = product.product_id
where line.trading_date between :basket_first and :basket_last
group by sale.sale_id, product.product, product.category
