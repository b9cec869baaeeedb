-- title: what some branches took of each product, now, and then as its share of all sales has changed
-- grain: one row a branch, number of weeks and product
-- filters: :branch_ids
select
    told.branch_id,
    told.weeks,
    product.product,
    cast(sum(sold.net_now) as bigint) as net_pence,
    cast(sum(sold.net_then) as double precision) * coalesce(max(season.times), 1) as net_pence_then
from trend_branch as told
inner join trend_sold as sold on told.trend_no = sold.trend_no
inner join report_product as product on sold.product_id = product.product_id
left join trend_season as season
    on told.weeks = season.weeks and season.kind = 'product' and product.product = season.part
where told.branch_id in (select unnest(cast(:branch_ids as varchar[])))
group by told.branch_id, told.weeks, product.product
order by told.branch_id, told.weeks, product.product
