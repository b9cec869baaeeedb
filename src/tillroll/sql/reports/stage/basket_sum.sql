-- title: what each product comes to in the orders that baskets are read from
-- grain: one row a product; without a unit cost of each of its items there is no cost
-- filters: orders of basket_sale, whose dates are :basket_first to :basket_last
with
item as (
    select
        line.product_id,
        sum(line.net_pence) as net_pence,
        cast(sum(line.quantity) as decimal(18, 3)) as units
    from basket_sale as sale
    inner join sale_line as line
        on sale.sale_id = line.sale_id and line.trading_date in (sale.trading_date, sale.trading_date)
    where line.trading_date between :basket_first and :basket_last
    group by line.product_id
)

select
    product.product_no,
    cast(sum(item.net_pence) as bigint) as net_pence,
    case
        when count(*) = count(product.unit_cost_pence)
            then cast(sum(item.units * product.unit_cost_pence) as double precision)
    end as cost_pence
from item
inner join report_product as product on item.product_id = product.product_id
group by product.product_no
