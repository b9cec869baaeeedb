-- title: the documents that the scope's branches may know of and that do not lie wholly in the scope
-- grain: one row a document
-- filters: within the staged scope, and none unless it :is_limited; those that speak of one of its branches, and of a
--     branch-day that is not in it; one without sales speaks of the branches that its name may mean, on the day that it
--     tells, and lies in no scope if it tells none
with
own as (
    select distinct branch_id
    from scope_span
    where cast(:is_limited as boolean)
),

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

near_document as (
    select day.document_id
    from own
    inner join document_day as day on own.branch_id = day.branch_id
    union distinct
    select doc.document_id
    from own
    inner join meant on own.branch_id = meant.branch_id
    inner join document as doc on meant.name_key = doc.name_branch_id
),

spoken as (
    select
        day.document_id,
        day.branch_id,
        day.trading_date
    from near_document
    inner join document_day as day on near_document.document_id = day.document_id
    union all
    select
        doc.document_id,
        meant.branch_id,
        doc.name_day as trading_date
    from near_document
    inner join document as doc on near_document.document_id = doc.document_id
    inner join meant on doc.name_branch_id = meant.name_key
    where not exists (select 1 from document_day as day where day.document_id = doc.document_id)
)

select spoken.document_id
from spoken
left join scope_span as span
    on spoken.branch_id = span.branch_id and spoken.trading_date between span.first_day and span.last_day
group by spoken.document_id
having count(*) > count(span.branch_id)
