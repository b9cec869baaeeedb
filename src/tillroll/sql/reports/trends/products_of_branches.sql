-- title: what some branches took of each product, now, and then as its share of all sales has changed
-- grain: one row a branch, number of weeks and product
-- filters: :branch_ids
select
    sold.branch_id,
    sold.weeks,
    product.product,
    cast(sum(sold.net_now) as bigint) as net_pence,
    cast(sum(sold.net_then) as double precision) * coalesce(max(season.times), 1) as net_pence_then
from trend_sold as sold
inner join report_product as product on sold.product_id = product.product_id
left join trend_season as season
    on sold.weeks = season.weeks and season.kind = 'product' and product.product = season.part
where sold.branch_id in (select unnest(cast(:branch_ids as varchar[])))
group by sold.branch_id, sold.weeks, product.product
order by sold.branch_id, sold.weeks, product.product
