-- title: every sale that breaks no rule, of a readable document
-- grain: one row a sale
-- filters: rule_no is null
create or replace temp view sale_read as
select
    sale.*,
    epoch_us(sale.placed_at) // 60000000 as minute
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
