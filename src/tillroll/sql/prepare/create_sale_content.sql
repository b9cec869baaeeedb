-- title: the content of each good sale, hashed
-- grain: one row a sale that breaks no rule, of a readable document
-- filters: rule_no is null
create or replace temp table sale_content as
select
    sale.*,
    cast(sale.placed_at - to_minutes(:cut_off_minutes) as date) as trading_date,
    md5(concat_ws(
        '|',
        sale.till,
        cast(epoch(sale.placed_at) as bigint) // 60,
        sale.line_count,
        sale.lines_hash,
        sale.total_pence,
        sale.tender
    )) as content_key
from sale_read as sale
inner join staged_document as doc on sale.document_no = doc.document_no and doc.state = 'read'
where sale.rule_no is null
