-- title: what each line that was drawn stands for in a sale's key
-- grain: one row an item, its unit amounts, quantity and kind of sale
-- filters: none
create or replace temp table line_read as
select
    unnest(cast(:item_no as integer[])) as item_no,
    unnest(cast(:unit_gross_pence as integer[])) as unit_gross_pence,
    unnest(cast(:unit_discount_pence as integer[])) as unit_discount_pence,
    unnest(cast(:unit_tax_pence as integer[])) as unit_tax_pence,
    unnest(cast(:quantity as integer[])) as quantity,
    unnest(cast(:is_refund as boolean[])) as is_refund,
    unnest(cast(:product_id as bigint[])) as product_id,
    unnest(cast(:line_hash as bigint[])) as line_hash
