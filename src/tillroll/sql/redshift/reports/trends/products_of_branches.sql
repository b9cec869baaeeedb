-- title: what some branches took of each product, now and then, and how many times more all branches do
-- grain: one row a branch, number of weeks and product
-- filters: :branch_ids
-- made: by tools/redshift.py from sql/reports/trends/products_of_branches.sql (lists)
-- given: given_branch_ids (branch_ids varchar(4096))
with of_chain as (
  select
    sold.weeks,
    product.product,
    cast(sum(sold.net_now) as double precision) as net_now,
    cast(sum(sold.net_then) as double precision) as net_then
  from trend_sold as sold
  inner join report_product as product
    on sold.product_id = product.product_id
  group by
    sold.weeks,
    product.product
), beside_all as (
  select
    weeks,
    product,
    (
      net_now / sum(net_now) over (partition by weeks)
    ) / (
      net_then / sum(net_then) over (partition by weeks)
    ) as times
  from of_chain
  where
    net_now > 0 and net_then > 0
)
select
  sold.branch_id,
  sold.weeks,
  product.product,
  cast(sum(sold.net_now) as bigint) as net_pence,
  cast(sum(sold.net_then) as double precision) * coalesce(max(beside_all.times), 1) as net_pence_then
from trend_sold as sold
inner join report_product as product
  on sold.product_id = product.product_id
left join beside_all
  on sold.weeks = beside_all.weeks and product.product = beside_all.product
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
