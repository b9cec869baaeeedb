-- title: what the batch's documents claim on contested days
-- grain: one row a sale of a document
-- filters: contested days
insert into document_sale (
    document_id, sale_id, branch_id, till, trading_date, placed_at, total_pence, line_no, row_count, content_key
)
select
    doc.document_id,
    staged.sale_id,
    staged.branch_id,
    staged.till,
    staged.trading_date,
    staged.placed_at,
    staged.total_pence,
    staged.line_no,
    staged.row_count,
    case when doc.source = 'stream' then staged.content_key end as content_key
from staged_sale as staged
inner join staged_document as doc on staged.document_no = doc.document_no
inner join contested_day as contested
    on staged.branch_id = contested.branch_id and staged.trading_date = contested.trading_date
