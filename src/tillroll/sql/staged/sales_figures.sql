-- title: what the staged sales come to, and a number that says which they are, in any order
-- grain: one row
-- filters: none
select
    count(*) as sales,
    cast(coalesce(sum(total_pence), 0) as bigint) as pence,
    coalesce(sum(cast('0x' || left(cast(sale_id as varchar), 8) as hugeint) * (document_no % 1000 + 1)), 0)
    + (
        select coalesce(sum(cast(product_id as hugeint) * (sale_no % 1000 + line_no) + net_pence), 0)
        from staged_sale_line
    ) as mark
from staged_sale
