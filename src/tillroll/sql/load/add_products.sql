-- title: products not seen before
-- grain: one row a product
-- filters: products of good sales only, so that no broken row can name one
insert into product (
    product_id, name, flavour, size, reporting_product, category, is_coffee, unit_cost_pence, vat_rate
)
select
    staged.product_id,
    staged.name,
    staged.flavour,
    staged.size,
    staged.reporting_product,
    staged.category,
    staged.is_coffee,
    staged.unit_cost_pence,
    staged.vat_rate
from staged_product as staged
where
    staged.product_id in (select product_id from staged_sale_line)
    and not exists (select 1 from product as known where known.product_id = staged.product_id)
