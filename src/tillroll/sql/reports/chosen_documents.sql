-- title: which documents speak of a chosen branch-day
-- grain: one row a document
-- filters: documents in :document_ids; :branch_id, :region, :franchise; one without sales speaks of the branches that
--     its name may mean, on the day that it tells
with
meant as (
    select
        name_key,
        branch_id
    from branch_name
    union distinct
    select
        branch_id as name_key,
        branch_id
    from branch
),

spoken as (
    select
        document_id,
        branch_id,
        trading_date
    from document_day
    where document_id in (select unnest(cast(:document_ids as uuid[])))
),

place as (
    select
        document_id,
        branch_id,
        trading_date
    from spoken
    union all
    select
        doc.document_id,
        meant.branch_id,
        doc.name_day as trading_date
    from document as doc
    inner join meant on doc.name_branch_id = meant.name_key
    where
        doc.document_id in (select unnest(cast(:document_ids as uuid[])))
        and doc.document_id not in (select spoken.document_id from spoken)
)

select distinct place.document_id
from place
left join branch on place.branch_id = branch.branch_id
left join branch_franchise as owned
    on
        place.branch_id = owned.branch_id
        and coalesce(place.trading_date, owned.owned_from) between owned.owned_from
        and coalesce(owned.owned_to, cast('9999-12-31' as date))
where
    (cast(:branch_id as varchar) is null or place.branch_id = cast(:branch_id as varchar))
    and (cast(:region as varchar) is null or branch.region = cast(:region as varchar))
    and (cast(:franchise as varchar) is null or owned.franchise = cast(:franchise as varchar))
