-- title: what the staged sales come to, and a number that says which they are, in any order
-- grain: one row
-- filters: none
select
    count(*) as sales,
    cast(coalesce(sum(total_pence), 0) as bigint) as pence,
    coalesce(sum(cast(md5_number_lower(concat_ws('|', document_no, sale_id)) as hugeint)), 0)
    + (
        select coalesce(sum(cast(md5_number_lower(concat_ws('|', sale_no, line_no, product_id, quantity)) as hugeint)), 0)
        from staged_sale_line
    ) as mark
from staged_sale
