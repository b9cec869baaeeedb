-- title: Most demanded products
-- grain: one row a product, the largest units first
-- filters: dates, branch, region, franchise, product, category, rows
-- made: by tools/redshift.py from sql/reports/catalogue/most_demanded_products.sql (types)
with chosen as (
  select
    day_id
  from branch_day_state
  where
    trading_date between :first_day and :last_day
    and branch_id = coalesce(cast(:branch_id as varchar(4096)), branch_id)
    and region = coalesce(cast(:region as varchar(4096)), region)
    and franchise = coalesce(cast(:franchise as varchar(4096)), franchise)
    and is_whole
), sold as (
  select
    item.product_id,
    sum(item.net_pence) as net_pence,
    sum(item.units) as units,
    sum(item.gross_pence) as gross_pence
  from branch_day_product as item
  inner join chosen
    on item.day_id = chosen.day_id
  where
    item.trading_date between :first_day and :last_day
  group by
    item.product_id
), total as (
  select
    product.product,
    product.category,
    cast(sum(sold.net_pence) as bigint) as net_pence,
    cast(sum(sold.units) as decimal(18, 3)) as units,
    cast(sum(sold.gross_pence) as bigint) as gross_pence
  from sold
  inner join report_product as product
    on sold.product_id = product.product_id
  where
    product.product = coalesce(cast(:product as varchar(4096)), product.product)
    and product.category = coalesce(cast(:category as varchar(4096)), product.category)
  group by
    product.product,
    product.category
)
select
  row_number() over (order by units desc, product, category) as place,
  product,
  category,
  units,
  net_pence,
  gross_pence
from total
order by
  place
limit :row_limit
