-- title: what the delivery rules say of each document of a contested day
-- grain: one row a document, branch, till and trading date
-- filters: none
update document_day
set
    outcome = judged.outcome,
    reason = judged.reason,
    stands = judged.stands
from (
    select
        unnest(cast(:document_ids as uuid[])) as document_id,
        unnest(cast(:branch_ids as varchar[])) as branch_id,
        unnest(cast(:tills as varchar[])) as till,
        unnest(cast(:trading_dates as date[])) as trading_date,
        unnest(cast(:outcomes as varchar[])) as outcome,
        unnest(cast(:reasons as varchar[])) as reason,
        unnest(cast(:stands as boolean[])) as stands
) as judged
where
    document_day.document_id = judged.document_id
    and document_day.branch_id = judged.branch_id
    and document_day.till = judged.till
    and document_day.trading_date = judged.trading_date
