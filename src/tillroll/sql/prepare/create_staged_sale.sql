-- title: staged sales, keyed
-- grain: one row a sale
-- filters: none
create or replace temp table staged_sale as
with
sale as (
    select
        *,
        concat_ws('|', till, minute, line_count, lines_hash, total_pence, tender) as content_key
    from sale_read
)

select
    sale.sale_no,
    sale.document_no,
    cast(md5(concat_ws('|', sale.branch_id, sale.content_key, coalesce(twin.twin_no, 1))) as uuid) as sale_id,
    sale.content_key,
    sale.branch_id,
    sale.till,
    cast(sale.placed_at - to_minutes(:cut_off_minutes) as date) as trading_date,
    sale.placed_at,
    sale.tender,
    sale.is_refund,
    cast(sale.total_pence as bigint) as total_pence,
    sale.line_no,
    sale.row_count
from sale
left join twin on sale.sale_no = twin.sale_no
