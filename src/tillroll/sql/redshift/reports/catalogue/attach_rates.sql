-- title: Attach rates and penetration
-- grain: one row an ordered pair of products, the most joint orders first
-- filters: dates, branch, region, franchise, product, category, rows
-- made: by tools/redshift.py from sql/reports/catalogue/attach_rates.sql (types)
select
  pair.product,
  pair.other_product,
  cast(pair.joint_orders as double precision) / one.orders as attach,
  cast(other.orders as double precision) / total.orders as penetration,
  pair.joint_orders,
  one.orders as product_orders,
  total.orders
from basket_pair as pair
inner join basket_product as one
  on pair.product = one.product and pair.category = one.category
inner join basket_product as other
  on pair.other_product = other.product and pair.other_category = other.category
cross join basket_total as total
where
  pair.product = coalesce(cast(:product as varchar(4096)), pair.product)
  and pair.category = coalesce(cast(:category as varchar(4096)), pair.category)
order by
  pair.joint_orders desc,
  pair.product asc,
  pair.other_product asc,
  pair.category asc,
  pair.other_category asc
limit :row_limit
