-- title: net sales and units of each product, as reports name it
-- grain: one row a reporting product
-- filters: branch-days of the chosen dates and branches
select
    coalesce(product.reporting_product, product.name) as product,
    cast(sum(sold.net_pence) as double precision) / 100 as net_pounds,
    cast(sum(sold.units) as double precision) as units
from branch_day_product as sold
inner join product on sold.product_id = product.product_id
inner join branch on sold.branch_id = branch.branch_id
where
    sold.trading_date between cast(:from_at as date) and cast(:to_at as date)
    and branch.name in (:branches)
group by coalesce(product.reporting_product, product.name)
order by net_pounds desc
limit 25
