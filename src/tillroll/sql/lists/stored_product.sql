-- title: items as tills write them, and what they mean in reports
-- grain: one row an item
-- filters: none
select
    product_id,
    name,
    flavour,
    size,
    reporting_product,
    category,
    is_coffee,
    unit_cost_pence,
    vat_rate
from product
