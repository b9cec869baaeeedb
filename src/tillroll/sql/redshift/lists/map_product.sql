-- title: what items mean in reports from now on
-- grain: one row an item whose meaning changes
-- filters: none
-- made: by tools/redshift.py from sql/lists/map_product.sql (lists)
-- given: given_product_id (product_id bigint, reporting_product varchar(4096), category varchar(4096), is_coffee boolean, unit_cost_pence bigint, vat_rate decimal(5, 2))
update product set reporting_product = mapped.reporting_product, category = mapped.category, is_coffee = mapped.is_coffee, unit_cost_pence = mapped.unit_cost_pence, vat_rate = mapped.vat_rate
from (
  select
    product_id,
    reporting_product,
    category,
    is_coffee,
    unit_cost_pence,
    vat_rate
  from given_product_id
) as mapped
where
  product.product_id = mapped.product_id
