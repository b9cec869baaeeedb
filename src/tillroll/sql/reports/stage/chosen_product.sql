-- title: the items that a question is about
-- grain: one row an item as tills write it
-- filters: :product, :category, :size
select *
from report_product
where
    product = coalesce(cast(:product as varchar), product)
    and category = coalesce(cast(:category as varchar), category)
    and size = coalesce(cast(:size as varchar), size)
