-- title: Restated days
-- question: Which published figures changed later, by how much, and what did it?
-- grain: one row a change by one document and age of the days, the newest first
-- filters: dates, branch, region, franchise, rows
-- needs: foreign_document
-- about: furthest change_pence by file, age_days, restated_at
-- units: restated_at moment, file text, age_days days, days branch-days, pence_before pence, pence_after pence,
--     change_pence pence
-- definition: Branch-days whose net sales changed after an earlier run had published them: by how many pence, by which
--     file, and how many days after their trading date. Where a list of branches did it, the file is empty. A file that
--     also speaks of days that the reader does not see is not named.
with
restated as (
    select
        changed.run_id,
        changed.restated_at,
        changed.document_id,
        cast(changed.restated_at as date) - changed.trading_date as age_days,
        count(*) as days,
        cast(sum(changed.pence_before) as bigint) as pence_before,
        cast(sum(changed.pence_after) as bigint) as pence_after
    from restatement as changed
    inner join chosen_day as day
        on changed.branch_id = day.branch_id and changed.trading_date = day.trading_date
    group by
        changed.run_id,
        changed.restated_at,
        changed.document_id,
        cast(changed.restated_at as date) - changed.trading_date
),

named as (
    select
        document_id,
        min(file) as file
    from receipt
    where document_id in (select restated.document_id from restated)
    group by document_id
)

select
    restated.restated_at,
    case
        when beyond.document_id is not null then 'a file that also speaks of days of others'
        else coalesce(named.file, '')
    end as file,
    cast(restated.age_days as integer) as age_days,
    restated.days,
    restated.pence_before,
    restated.pence_after,
    restated.pence_after - restated.pence_before as change_pence
from restated
left join named on restated.document_id = named.document_id
left join foreign_document as beyond on restated.document_id = beyond.document_id
order by restated.restated_at desc, file asc, restated.age_days asc
limit :row_limit
