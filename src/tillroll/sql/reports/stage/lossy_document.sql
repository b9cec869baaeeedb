-- title: the documents with rejected rows, and those that can't be read, with the branch and the day that they count on
-- grain: one row a document
-- filters: only documents that lie wholly in the staged scope; unreadable ones not read under another name. The branch
--     is empty where it is told by nothing, or where the document speaks of several; the day is the first trading date
--     of its sales, or else the date in its name, or else the day on which it came
with
lossy as (
    select
        doc.document_id,
        doc.state,
        doc.name_branch_id,
        doc.name_day,
        doc.data_rows - doc.rows_blank as data_rows,
        doc.rows_rejected,
        doc.pence_read
    from document as doc
    where
        (
            doc.rows_rejected > 0
            or (
                doc.state = 'unreadable'
                and not exists (
                    select 1 from document as renamed
                    where renamed.sha256 = doc.sha256 and renamed.state = 'read'
                )
            )
        )
        and doc.document_id not in (select foreign_document.document_id from foreign_document)
),

place as (
    select
        lossy.document_id,
        case when min(day.branch_id) = max(day.branch_id) then min(day.branch_id) else '' end as branch_id,
        min(day.trading_date) as trading_date
    from lossy
    inner join document_day as day on lossy.document_id = day.document_id
    inner join scope_span as span
        on day.branch_id = span.branch_id and day.trading_date between span.first_day and span.last_day
    group by lossy.document_id
),

unplaced as (
    select
        lossy.document_id,
        coalesce(lossy.name_branch_id, '') as branch_id,
        coalesce(lossy.name_day, cast(named.delivered_at as date)) as trading_date
    from lossy
    inner join document_file as named on lossy.document_id = named.document_id
    where not exists (select 1 from document_day as day where day.document_id = lossy.document_id)
),

placed as (
    select
        document_id,
        branch_id,
        trading_date
    from place
    union all
    select
        unplaced.document_id,
        unplaced.branch_id,
        unplaced.trading_date
    from unplaced
    inner join scope_span as span
        on unplaced.branch_id = span.branch_id and unplaced.trading_date between span.first_day and span.last_day
)

select
    lossy.document_id,
    lossy.state,
    lossy.data_rows,
    lossy.rows_rejected,
    lossy.pence_read,
    placed.branch_id,
    placed.trading_date,
    coalesce(own.branch_name, '') as branch_name,
    coalesce(branch.region, '') as region,
    coalesce(owned.franchise, '') as franchise
from lossy
inner join placed on lossy.document_id = placed.document_id
left join branch on placed.branch_id = branch.branch_id
left join own_branch as own on placed.branch_id = own.branch_id
left join branch_franchise as owned
    on
        placed.branch_id = owned.branch_id
        and placed.trading_date between owned.owned_from and coalesce(owned.owned_to, cast('9999-12-31' as date))
