-- title: what some branches took of each product, now, and then as its share of all sales has changed
-- grain: one row a branch, number of weeks and product
-- filters: :branch_ids
-- made: by tools/redshift.py from sql/reports/trends/products_of_branches.sql (lists)
-- given: given_branch_ids (branch_ids varchar(4096))
select
  sold.branch_id,
  sold.weeks,
  product.product,
  cast(sum(sold.net_now) as bigint) as net_pence,
  cast(sum(sold.net_then) as double precision) * coalesce(max(season.times), 1) as net_pence_then
from trend_sold as sold
inner join report_product as product
  on sold.product_id = product.product_id
left join trend_season as season
  on sold.weeks = season.weeks and season.kind = 'product' and product.product = season.part
where
  sold.branch_id in (
    select
      branch_ids
    from given_branch_ids
  )
group by
  sold.branch_id,
  sold.weeks,
  product.product
order by
  sold.branch_id,
  sold.weeks,
  product.product
