-- title: what items mean in reports from now on
-- grain: one row an item whose meaning changes
-- filters: none
update product
set
    reporting_product = mapped.reporting_product,
    category = mapped.category,
    is_coffee = mapped.is_coffee,
    unit_cost_pence = mapped.unit_cost_pence,
    vat_rate = mapped.vat_rate
from (
    select
        unnest(cast(:product_id as bigint[])) as product_id,
        unnest(cast(:reporting_product as varchar[])) as reporting_product,
        unnest(cast(:category as varchar[])) as category,
        unnest(cast(:is_coffee as boolean[])) as is_coffee,
        unnest(cast(:unit_cost_pence as bigint[])) as unit_cost_pence,
        unnest(cast(:vat_rate as decimal(5, 2)[])) as vat_rate
) as mapped
where product.product_id = mapped.product_id
