-- title: decisions on a document that has another identity now that it is read anew
-- grain: one row a document's share of a branch-day
-- filters: documents :were
update decision
set document_id = renamed.is_now
from (
    select
        was,
        min(is_now) as is_now
    from (
        select
            unnest(cast(:were as uuid[])) as was,
            unnest(cast(:are as uuid[])) as is_now
    )
    group by was
) as renamed
where decision.document_id = renamed.was
