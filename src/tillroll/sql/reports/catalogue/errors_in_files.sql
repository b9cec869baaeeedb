-- title: Errors in the files
-- question: Which rows were rejected, by which rule, and which files could not be read?
-- grain: one row a branch and rule, the most rows first
-- filters: dates, branch, region, franchise
-- about: highest rows_lost by branch, rule, region
-- units: branch text, region text, rule text, meaning text, files files, rows_lost rows, pence_lost pence
-- definition: Rejected rows by the rule that they break, and files that could not be read under the rule unreadable.
--     A file counts once, however often it came. Its day is the first trading date of its sales, or else the date in
--     its name, or else the day on which it came; its branch is empty where it names none or several. Pence are
--     those of totals that could be read.
with
place as (
    select
        document_id,
        case when min(branch_id) = max(branch_id) then min(branch_id) end as branch_id,
        min(trading_date) as trading_date
    from document_day
    group by document_id
),

located as (
    select
        doc.document_id,
        doc.state,
        doc.reason,
        doc.data_rows - doc.rows_blank as row_count,
        doc.pence_read,
        coalesce(place.branch_id, doc.name_branch_id, '') as branch_id,
        coalesce(place.trading_date, doc.name_day, cast(named.delivered_at as date)) as trading_date
    from document as doc
    inner join document_file as named on doc.document_id = named.document_id
    left join place on doc.document_id = place.document_id
    where
        doc.rows_rejected > 0
        or (
            doc.state = 'unreadable'
            and not exists (
                select 1 from document as renamed
                where renamed.sha256 = doc.sha256 and renamed.state = 'read'
            )
        )
),

chosen as (
    select
        located.*,
        coalesce(branch.name, '') as branch,
        coalesce(branch.region, '') as region
    from located
    inner join scope_span as span
        on located.branch_id = span.branch_id and located.trading_date between span.first_day and span.last_day
    left join branch on located.branch_id = branch.branch_id
    left join branch_franchise as owned
        on
            located.branch_id = owned.branch_id
            and located.trading_date between owned.owned_from and coalesce(owned.owned_to, cast('9999-12-31' as date))
    where
        located.trading_date between :first_day and :last_day
        and (cast(:branch_id as varchar) is null or located.branch_id = cast(:branch_id as varchar))
        and (cast(:region as varchar) is null or coalesce(branch.region, '') = cast(:region as varchar))
        and (cast(:franchise as varchar) is null or coalesce(owned.franchise, '') = cast(:franchise as varchar))
),

lost as (
    select
        chosen.branch,
        chosen.region,
        chosen.document_id,
        rejection.rule,
        rejection.detail as meaning,
        1 as row_count,
        rejection.pence
    from chosen
    inner join rejection on chosen.document_id = rejection.document_id
    where chosen.state <> 'unreadable'
    union all
    select
        branch,
        region,
        document_id,
        cast('unreadable' as varchar) as rule,
        cast('the file could not be read' as varchar) as meaning,
        row_count,
        pence_read as pence
    from chosen
    where state = 'unreadable'
)

select
    branch,
    region,
    rule,
    min(meaning) as meaning,
    count(distinct document_id) as files,
    cast(sum(row_count) as bigint) as rows_lost,
    cast(coalesce(sum(pence), 0) as bigint) as pence_lost
from lost
group by branch, region, rule
order by rows_lost desc, branch, region, rule
