-- title: what items mean in reports
-- grain: one row an item as tills write it
-- filters: none; an unmapped item stands under its own name
with
told as (
    select
        product_id,
        coalesce(reporting_product, name) as product,
        coalesce(category, 'unmapped') as category,
        upper(left(size, 1)) || lower(substr(size, 2)) as size,
        unit_cost_pence,
        coalesce(is_coffee, false) as is_coffee,
        coalesce(is_coffee and (lower(flavour) = 'hazelnut' or reporting_product = 'Hazelnut latte'), false)
            as is_hazelnut_coffee,
        coalesce(reporting_product = 'Latte' and lower(size) = 'large', false) as is_large_latte
    from product
)

select
    *,
    cast(dense_rank() over (order by product, category) as integer) as product_no,
    cast(dense_rank() over (order by product) as integer) as name_no
from told
