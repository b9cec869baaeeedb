-- title: the branch-days of which documents speak
-- grain: one row a document, branch and trading date
-- filters: documents in :document_ids; one without sales speaks of the branches that its name may mean, on the day that
--     it tells, if it does
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
    select distinct
        document_id,
        branch_id,
        trading_date
    from document_day
    where document_id in (select unnest(cast(:document_ids as uuid[])))
)

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
    and doc.name_day is not null
