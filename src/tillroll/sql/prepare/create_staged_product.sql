-- title: staged products
-- grain: one row a product of the batch
-- filters: products of staged sales, so that no broken row can name one
create or replace temp table staged_product as
select *
from (
    select
        unnest(cast(:product_id as bigint[])) as product_id,
        unnest(cast(:name as varchar[])) as name,
        unnest(cast(:flavour as varchar[])) as flavour,
        unnest(cast(:size as varchar[])) as size,
        unnest(cast(:reporting_product as varchar[])) as reporting_product,
        unnest(cast(:category as varchar[])) as category,
        unnest(cast(:is_coffee as boolean[])) as is_coffee,
        unnest(cast(:unit_cost_pence as bigint[])) as unit_cost_pence,
        unnest(cast(:vat_rate as decimal(5, 2)[])) as vat_rate
) as read
where product_id in (select product_id from staged_sale_line)
