-- title: what the warehouse holds of some documents
-- grain: one row a document
-- filters: :document_ids
with share as (
    select
        document_id,
        cast(sum(sale_count) as bigint) as sales,
        cast(sum(total_pence) as bigint) as pence
    from document_day
    where document_id in (select unnest(cast(:document_ids as uuid[])))
    group by document_id
)

select
    doc.document_id,
    doc.data_rows,
    doc.rows_rejected,
    doc.pence_read,
    doc.pence_rejected,
    coalesce(share.sales, 0) as sales,
    coalesce(share.pence, 0) as pence
from document as doc
left join share on doc.document_id = share.document_id
where doc.document_id in (select unnest(cast(:document_ids as uuid[])))
