-- title: Row acceptance
-- question: How much of what the files hold could be used, and why not the rest?
-- grain: one row a branch, the least accepted first
-- filters: dates, branch, region, franchise
-- about: lowest acceptance by branch, region
-- units: branch text, region text, files files, data_rows rows, accepted rows, held rows, rejected rows, acceptance
--     share, reasons text
-- definition: Rows that were loaded or already there, by all rows but blank ones. Reasons are the rules that rejected
--     rows break, the most frequent first; 'tillroll reports errors-in-files' says more. Rows that wait for a person
--     are held. A file counts on the first trading date of its sales; one that no branch and date can be told of is
--     left out. The share is withheld under 30 rows.
with
place as (
    select
        document_id,
        min(branch_id) as branch_id,
        min(trading_date) as trading_date,
        sum(row_count) filter (where outcome = 'held') as rows_held
    from document_day
    group by document_id
),

located as (
    select
        doc.document_id,
        doc.data_rows - doc.rows_blank as data_rows,
        doc.rows_rejected,
        coalesce(place.rows_held, 0) as rows_held,
        day.branch_id,
        day.branch_name,
        day.region
    from document as doc
    left join place on doc.document_id = place.document_id
    inner join chosen_day as day
        on
            coalesce(place.branch_id, doc.name_branch_id) = day.branch_id
            and coalesce(place.trading_date, doc.name_day) = day.trading_date
    where doc.state <> 'unreadable'
),

broken as (
    select
        branch_id,
        string_agg(rule || ' ' || cast(row_count as varchar), ', ' order by row_count desc, rule asc) as reasons
    from (
        select
            located.branch_id,
            rejection.rule,
            count(*) as row_count
        from located
        inner join rejection on located.document_id = rejection.document_id
        where located.rows_rejected > 0
        group by located.branch_id, rejection.rule
    ) as counted
    group by branch_id
),

total as (
    select
        branch_id,
        branch_name as branch,
        region,
        count(*) as files,
        cast(sum(data_rows) as bigint) as data_rows,
        cast(sum(data_rows - rows_held - rows_rejected) as bigint) as accepted,
        cast(sum(rows_held) as bigint) as held,
        cast(sum(rows_rejected) as bigint) as rejected
    from located
    group by branch_id, branch_name, region
)

select
    total.branch,
    total.region,
    total.files,
    total.data_rows,
    total.accepted,
    total.held,
    total.rejected,
    case when total.data_rows >= 30 then cast(total.accepted as double precision) / total.data_rows end as acceptance,
    broken.reasons
from total
left join broken on total.branch_id = broken.branch_id
order by acceptance asc nulls last, total.branch asc, total.region asc
