-- title: the drawn sales, as prepare would have read them from their files
-- grain: one row a sale
-- filters: none
create or replace temp table drawn_sale as
with
hashed as (
    select
        sale_no,
        cast(count(*) as integer) as line_count,
        sum(line_hash) as lines_hash,
        cast(sum(net_pence) as bigint) as total_pence
    from line_key
    group by sale_no
)

select
    sale.sale_no,
    doc.document_no,
    cast(doc.header_lines + sum(case when doc.is_line then hashed.line_count else 1 end) over (
        partition by sale.file_no
        order by sale.placed_at, sale.sale_no
    ) - case when doc.is_line then hashed.line_count - 1 else 0 end as integer) as line_no,
    doc.branch_id,
    doc.till,
    sale.placed_at,
    case when doc.is_line then 'unknown' when sale.is_card then 'card' else 'cash' end as tender,
    hashed.total_pence,
    hashed.line_count,
    hashed.lines_hash,
    sale.is_refund and (doc.is_line or hashed.total_pence < 0) as is_refund,
    cast(case when doc.is_line then hashed.line_count else 1 end as integer) as row_count,
    epoch_us(sale.placed_at) // 60000000 as minute
from sim_sale as sale
inner join hashed on sale.sale_no = hashed.sale_no
inner join drawn_document as doc on sale.file_no = doc.document_no
