-- title: the items that a question is about
-- grain: one row an item as tills write it
-- filters: :product, :category, :size
select *
from report_product
where
    (cast(:product as varchar) is null or product = cast(:product as varchar))
    and (cast(:category as varchar) is null or category = cast(:category as varchar))
    and (cast(:size as varchar) is null or size = cast(:size as varchar))
