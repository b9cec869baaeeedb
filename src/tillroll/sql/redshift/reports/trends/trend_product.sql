-- title: trends of products
-- grain: one row a product, category and number of weeks
-- filters: none: those that are told
-- made: by tools/redshift.py from sql/reports/trends/trend_product.sql (lists)
-- given: given_product (product varchar(4096), category varchar(4096), weeks integer, own double precision, against double precision, low double precision, high double precision, net_pence bigint, change_pence bigint, units_pence bigint, price_pence bigint, against_pence bigint)
select
  product,
  category,
  weeks,
  own,
  against,
  low,
  high,
  net_pence,
  change_pence,
  units_pence,
  price_pence,
  against_pence
from given_product
