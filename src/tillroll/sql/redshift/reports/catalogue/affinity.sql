-- title: Basket affinity
-- grain: one row a pair of products, the greatest lift first
-- filters: dates, branch, region, franchise, product, category, rows
-- made: by tools/redshift.py from sql/reports/catalogue/affinity.sql (types)
select
  pair.product,
  pair.other_product,
  cast(pair.joint_orders as double precision) / total.orders as support,
  cast(pair.joint_orders as double precision) / one.orders as confidence,
  cast(pair.joint_orders * total.orders as double precision) / (
    one.orders * other.orders
  ) as lift,
  pair.joint_orders,
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
  and (
    cast(:product as varchar(4096)) is not null
    or cast(:category as varchar(4096)) is not null
    or pair.product < pair.other_product
    or (
      pair.product = pair.other_product and pair.category < pair.other_category
    )
  )
order by
  lift desc,
  pair.product asc,
  pair.other_product asc,
  pair.category asc,
  pair.other_category asc
limit :row_limit
