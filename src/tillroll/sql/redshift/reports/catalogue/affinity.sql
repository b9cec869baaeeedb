-- title: Basket affinity
-- grain: one row a pair of products, the greatest lift first
-- filters: dates, branch, region, franchise, product, category, rows
-- made: by tools/redshift.py from sql/reports/catalogue/affinity.sql (types)
select
  one.product,
  other.product as other_product,
  cast(pair.joint_orders as double precision) / total.orders as support,
  cast(pair.joint_orders as double precision) / one.orders as confidence,
  cast(pair.joint_orders * total.orders as double precision) / (
    one.orders * other.orders
  ) as lift,
  pair.joint_orders,
  total.orders
from basket_pair as pair
inner join basket_product as one
  on pair.product_no = one.product_no
inner join basket_product as other
  on pair.other_no = other.product_no
cross join basket_total as total
where
  (
    cast(:product as varchar(4096)) is null or one.product = cast(:product as varchar(4096))
  )
  and (
    cast(:category as varchar(4096)) is null or one.category = cast(:category as varchar(4096))
  )
  and (
    cast(:product as varchar(4096)) is not null
    or cast(:category as varchar(4096)) is not null
    or one.product < other.product
    or (
      one.product = other.product and one.category < other.category
    )
  )
order by
  lift desc,
  one.product asc,
  other.product asc,
  one.category asc,
  other.category asc
limit :row_limit
