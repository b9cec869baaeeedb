-- title: places in the order of deliveries at which these documents were delivered before
-- grain: one row a document and place
-- filters: documents :document_ids
select distinct
    document_id,
    delivered_at
from receipt
where document_id in (select unnest(cast(:document_ids as uuid[])))
