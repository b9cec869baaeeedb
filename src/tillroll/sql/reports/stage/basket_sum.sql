-- title: in how many orders each product is, and what it comes to in them
-- grain: one row a product; without a unit cost of each of its items there is no cost
-- filters: orders of basket_day, whose dates are :basket_first to :basket_last
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
    product.product_no,
    count(distinct sale.sale_no) as orders,
    cast(sum(line.net_pence) as bigint) as net_pence,
    case
        when count(*) = count(product.unit_cost_pence)
            then cast(sum(line.quantity * product.unit_cost_pence) as double precision)
    end as cost_pence
from basket_sale as sale
inner join sale_line as line
    on sale.sale_id = line.sale_id and line.trading_date in (sale.trading_date, sale.trading_date)
inner join report_product as product on line.product_id = product.product_id
where line.trading_date between :basket_first and :basket_last
group by product.product_no
