-- title: the items that a question is about
-- grain: one row an item as tills write it
-- filters: :product, :category, :size
-- made: by tools/redshift.py from sql/reports/stage/chosen_product.sql (types)
select
  *
from report_product
where
  product = coalesce(cast(:product as varchar(4096)), product)
  and category = coalesce(cast(:category as varchar(4096)), category)
  and size = coalesce(cast(:size as varchar(4096)), size)
