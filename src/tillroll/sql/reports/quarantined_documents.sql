-- title: documents that can't be read, and those with rejected rows
-- grain: one row a document
-- filters: unreadable ones not read under another name, those with rejected rows; branch and date if there is just one
with
place as (
    select
        document_id,
        case when min(branch_id) = max(branch_id) then min(branch_id) else '' end as branch_id,
        case when min(till) = max(till) then min(till) else '' end as till,
        case when min(trading_date) = max(trading_date) then min(trading_date) end as trading_date
    from document_day
    group by document_id
)

select
    doc.document_id,
    named.file,
    coalesce(place.branch_id, '') as branch_id,
    coalesce(place.till, '') as till,
    place.trading_date,
    case when doc.state = 'unreadable' then 'unreadable' else 'rejected' end as kind,
    doc.reason,
    0 as sales,
    case when doc.state = 'unreadable' then doc.pence_read else doc.pence_rejected end as pence,
    case when doc.state = 'unreadable' then doc.data_rows - doc.rows_blank else doc.rows_rejected end as row_count,
    named.delivered_at,
    (
        place.document_id is not null
        or exists (select 1 from branch_name as known where known.name_key = doc.name_branch_id)
        or exists (select 1 from branch as known where known.branch_id = doc.name_branch_id)
    ) as has_branch
from document as doc
inner join document_file as named on doc.document_id = named.document_id
left join place on doc.document_id = place.document_id
where
    (doc.state = 'unreadable' or doc.rows_rejected > 0)
    and not exists (
        select 1 from document as renamed
        where doc.state = 'unreadable' and renamed.sha256 = doc.sha256 and renamed.state = 'read'
    )
