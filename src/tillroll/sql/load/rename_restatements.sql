-- title: restatements by a document that has another identity now that it is read anew
-- grain: one row a branch-day whose figures a later run changed
-- filters: documents :were; where one became several, the first by identity
update restatement
set document_id = renamed.is_now
from (
    select
        pair.was,
        pair.is_now,
        row_number() over (partition by pair.was order by pair.is_now) as place
    from (
        select
            unnest(cast(:were as uuid[])) as was,
            unnest(cast(:are as uuid[])) as is_now
    ) as pair
) as renamed
where restatement.document_id = renamed.was and renamed.place = 1
