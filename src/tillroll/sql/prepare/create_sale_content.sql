-- title: the content of each good sale, in one text that its key is made of
-- grain: one row a sale that breaks no rule, of a readable document
-- filters: rule_no is null
create or replace temp table sale_content as
select
    sale.sale_no,
    sale.document_no,
    sale.line_no,
    sale.branch_id,
    sale.till,
    sale.placed_at,
    sale.tender,
    sale.total_pence,
    sale.lines_hash,
    sale.is_refund,
    sale.row_count,
    cast(sale.placed_at - to_minutes(:cut_off_minutes) as date) as trading_date,
    cast(epoch(sale.placed_at) as bigint) // 60 as minute,
    concat_ws(
        '|',
        sale.till,
        cast(epoch(sale.placed_at) as bigint) // 60,
        sale.line_count,
        sale.lines_hash,
        sale.total_pence,
        sale.tender
    ) as content_key
from (
    select
        row_no as sale_no,
        document_no,
        line_no,
        branch_id,
        till,
        placed_at,
        tender,
        total_pence,
        line_count,
        lines_hash,
        is_refund or total_pence < 0 as is_refund,
        cast(1 as integer) as row_count
    from row_read
    where not is_line and rule_no is null
    union all
    select
        sale_no,
        document_no,
        line_no,
        branch_id,
        till,
        placed_at,
        tender,
        total_pence,
        line_count,
        lines_hash,
        is_refund,
        cast(row_count as integer) as row_count
    from line_sale_read
    where rule_no is null
) as sale
inner join staged_document as doc on sale.document_no = doc.document_no and doc.state = 'read'
