-- title: Attach rates and penetration
-- grain: one row an ordered pair of products, the most joint orders first
-- filters: dates, branch, region, franchise, product, category, rows
-- made: by tools/redshift.py from sql/reports/catalogue/attach_rates.sql (types)
select
  one.product,
  other.product as other_product,
  cast(pair.joint_orders as double precision) / one.orders as attach,
  cast(other.orders as double precision) / total.orders as penetration,
  pair.joint_orders,
  one.orders as product_orders,
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
order by
  pair.joint_orders desc,
  one.product asc,
  other.product asc,
  one.category asc,
  other.category asc
limit :row_limit
