-- title: a document delivered earlier than known takes its earlier place
-- grain: one row a document, branch, till and trading date
-- filters: documents :document_ids at :places
update document_day
set delivered_at = place.delivered_at
from (
    select
        document_id,
        min(delivered_at) as delivered_at
    from (
        select
            unnest(cast(:document_ids as uuid[])) as document_id,
            unnest(cast(:places as timestamp[])) as delivered_at
    ) as given
    group by document_id
) as place
where document_day.document_id = place.document_id and place.delivered_at < document_day.delivered_at
