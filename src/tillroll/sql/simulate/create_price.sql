-- title: what items cost, and how tills word them with that price
-- grain: one row a price list and item
-- filters: the price lists of this batch
create or replace temp table price as
select
    unnest(cast(:list_no as integer[])) as list_no,
    unnest(cast(:item_no as integer[])) as item_no,
    unnest(cast(:gross_pence as integer[])) as gross_pence,
    unnest(cast(:discount_pence as integer[])) as discount_pence,
    unnest(cast(:tax_pence as integer[])) as tax_pence,
    unnest(cast(:has_quantity as boolean[])) as has_quantity,
    unnest(cast(:separator as varchar[])) as separator,
    unnest(cast(:item_text as varchar[])) as item_text,
    unnest(cast(:refund_text as varchar[])) as refund_text
