-- title: what each item text means, or the rule that it breaks
-- grain: one row a format and item text
-- filters: none
create or replace temp table item_read as
select
    unnest(cast(:format_no as smallint[])) as format_no,
    unnest(cast(:item_text as varchar[])) as item_text,
    unnest(cast(:product_id as bigint[])) as product_id,
    unnest(cast(:quantity as decimal(12, 3)[])) as quantity,
    unnest(cast(:gross_pence as bigint[])) as gross_pence,
    unnest(cast(:discount_pence as bigint[])) as discount_pence,
    unnest(cast(:net_pence as bigint[])) as net_pence,
    unnest(cast(:tax_pence as bigint[])) as tax_pence,
    unnest(cast(:line_hash as bigint[])) as line_hash,
    unnest(cast(:is_refund as boolean[])) as is_refund,
    unnest(cast(:rule_no as tinyint[])) as rule_no
