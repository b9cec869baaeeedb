-- title: Row acceptance
-- question: How much of what the files hold could be used, and why not the rest?
-- grain: one row a branch, the least accepted first
-- filters: dates, branch, region, franchise
-- needs: foreign_document, lossy_document
-- about: lowest acceptance by branch, region
-- units: branch text, region text, files files, data_rows rows, accepted rows, held rows, rejected rows, acceptance
--     share, reasons text
-- definition: Rows that were loaded or already there, by all rows but blank ones. Rows that wait for a person are held.
--     Accepted and held rows count on the branch and the trading date of their sales, so a file of several branches
--     counts with each of them. Rejected rows tell neither: they count where 'tillroll reports errors-in-files' has
--     them, on the file's branch and the first trading date of its sales, and those of a file that names no branch or
--     several on a row without a branch, which has no share. Over all dates the rows of all branches and of that one
--     are those of the files. Files that can't be read are left out. Reasons are the rules that rejected rows break,
--     the most frequent first. The share is withheld under 30 rows.
with
broken as (
    select
        document_id,
        branch_id,
        branch_name,
        region,
        rows_rejected
    from lossy_document
    where
        state <> 'unreadable'
        and trading_date between :first_day and :last_day
        and (cast(:branch_id as varchar) is null or branch_id = cast(:branch_id as varchar))
        and (cast(:region as varchar) is null or region = cast(:region as varchar))
        and (cast(:franchise as varchar) is null or franchise = cast(:franchise as varchar))
),

told as (
    select
        share.document_id,
        day.branch_id,
        day.branch_name,
        day.region,
        case when share.outcome = 'held' then 0 else share.row_count end as accepted,
        case when share.outcome = 'held' then share.row_count else 0 end as held,
        0 as rejected
    from chosen_day as day
    inner join document_day as share on day.branch_id = share.branch_id and day.trading_date = share.trading_date
    where share.document_id not in (select foreign_document.document_id from foreign_document)
    union all
    select
        document_id,
        branch_id,
        branch_name,
        region,
        0 as accepted,
        0 as held,
        rows_rejected as rejected
    from broken
),

total as (
    select
        branch_id,
        branch_name as branch,
        region,
        count(distinct document_id) as files,
        cast(sum(accepted + held + rejected) as bigint) as data_rows,
        cast(sum(accepted) as bigint) as accepted,
        cast(sum(held) as bigint) as held,
        cast(sum(rejected) as bigint) as rejected
    from told
    group by branch_id, branch_name, region
),

counted as (
    select
        broken.branch_id,
        rejection.rule,
        count(*) as row_count
    from broken
    inner join rejection on broken.document_id = rejection.document_id
    group by broken.branch_id, rejection.rule
),

reason as (
    select
        branch_id,
        string_agg(rule || ' ' || cast(row_count as varchar), ', ' order by row_count desc, rule asc) as reasons
    from counted
    group by branch_id
)

select
    total.branch,
    total.region,
    total.files,
    total.data_rows,
    total.accepted,
    total.held,
    total.rejected,
    case
        when total.data_rows >= 30 and total.branch_id <> ''
            then cast(total.accepted as double precision) / total.data_rows
    end as acceptance,
    reason.reasons
from total
left join reason on total.branch_id = reason.branch_id
order by acceptance asc nulls last, total.branch asc, total.region asc
