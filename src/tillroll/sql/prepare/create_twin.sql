-- title: sales of a document that are alike, numbered in the order of their lines
-- grain: one row a sale that shares its document, minute and basket with another
-- filters: every pair of twins is here, and few others, so that the rest are spared a sort
create or replace temp table twin as
with
alike as (
    select
        document_no,
        minute,
        lines_hash
    from sale_read
    group by document_no, minute, lines_hash
    having count(*) > 1
)

select
    sale.sale_no,
    row_number() over (
        partition by
            sale.document_no, sale.branch_id, sale.till, sale.minute,
            sale.line_count, sale.lines_hash, sale.total_pence, sale.tender
        order by sale.line_no, sale.sale_no
    ) as twin_no
from sale_read as sale
semi join alike
    on sale.document_no = alike.document_no and sale.minute = alike.minute and sale.lines_hash = alike.lines_hash
