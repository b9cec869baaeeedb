-- title: the branch-days of documents delivered again
-- grain: one row a document, branch, till and trading date
-- filters: documents :document_ids
select
    document_id,
    branch_id,
    till,
    trading_date,
    outcome,
    reason,
    sale_count,
    total_pence
from document_day
where document_id in (select unnest(cast(:document_ids as uuid[])))
order by document_id, branch_id, trading_date, till
