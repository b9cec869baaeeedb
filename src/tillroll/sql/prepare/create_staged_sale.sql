-- title: staged sales, keyed
-- grain: one row a sale
-- filters: none; twins are numbered in the order of their lines
create or replace temp table staged_sale as
with
numbered as (
    select
        sale.*,
        1 as twin_no
    from sale_content as sale
    anti join likely_twin as twin
        on sale.document_no = twin.document_no and sale.minute = twin.minute and sale.lines_hash = twin.lines_hash
    union all
    select
        sale.*,
        row_number() over (
            partition by sale.document_no, sale.branch_id, sale.content_key
            order by sale.line_no, sale.sale_no
        ) as twin_no
    from sale_content as sale
    semi join likely_twin as twin
        on sale.document_no = twin.document_no and sale.minute = twin.minute and sale.lines_hash = twin.lines_hash
)

select
    sale_no,
    document_no,
    cast(md5(concat_ws('|', branch_id, content_key, twin_no)) as uuid) as sale_id,
    content_key,
    branch_id,
    till,
    trading_date,
    placed_at,
    tender,
    is_refund,
    cast(total_pence as bigint) as total_pence,
    line_no,
    row_count
from numbered
