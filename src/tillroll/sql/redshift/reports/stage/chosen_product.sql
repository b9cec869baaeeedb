-- title: the items that a question is about
-- grain: one row an item as tills write it
-- filters: :product, :category, :size
-- made: by tools/redshift.py from sql/reports/stage/chosen_product.sql (types)
select
  *
from report_product
where
  (
    cast(:product as varchar(4096)) is null or product = cast(:product as varchar(4096))
  )
  and (
    cast(:category as varchar(4096)) is null or category = cast(:category as varchar(4096))
  )
  and (
    cast(:size as varchar(4096)) is null or size = cast(:size as varchar(4096))
  )
