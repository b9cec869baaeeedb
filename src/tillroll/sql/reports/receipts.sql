-- title: the receipts of deliveries, the newest first
-- grain: one row a delivery in a run
-- filters: within the staged scope: only documents all of whose branch-days lie in it; :document_id; those that speak
--     of a branch-day of :branch_id, :region, :franchise and :trading_date, by their names if they hold no sales, and
--     without a :trading_date those of which no branch is known; :row_limit
with
dayless as (
    select
        doc.document_id,
        doc.name_branch_id,
        doc.name_day
    from document as doc
    where doc.document_id not in (select day.document_id from document_day as day)
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

unplaced as (
    select dayless.document_id
    from dayless
    left join meant on dayless.name_branch_id = meant.name_key
    where meant.name_key is null
),

wanted as (
    select
        branch.branch_id,
        owned.owned_from as from_day,
        owned.owned_to as to_day
    from branch
    left join branch_franchise as owned
        on branch.branch_id = owned.branch_id and owned.franchise = cast(:franchise as varchar)
    where
        (cast(:branch_id as varchar) is null or branch.branch_id = cast(:branch_id as varchar))
        and (cast(:region as varchar) is null or branch.region = cast(:region as varchar))
        and (cast(:franchise as varchar) is null or owned.franchise = cast(:franchise as varchar))
),

chosen as (
    select day.document_id
    from document_day as day
    inner join wanted
        on
            day.branch_id = wanted.branch_id
            and day.trading_date >= coalesce(wanted.from_day, day.trading_date)
            and day.trading_date <= coalesce(wanted.to_day, day.trading_date)
    where cast(:trading_date as date) is null or day.trading_date = cast(:trading_date as date)
    union all
    select dayless.document_id
    from dayless
    inner join meant on dayless.name_branch_id = meant.name_key
    inner join wanted on meant.branch_id = wanted.branch_id
    where
        (
            dayless.name_day is null
            or dayless.name_day between coalesce(wanted.from_day, dayless.name_day)
            and coalesce(wanted.to_day, dayless.name_day)
        )
        and (cast(:trading_date as date) is null or dayless.name_day = cast(:trading_date as date))
    union all
    select unplaced.document_id
    from unplaced
    where cast(:trading_date as date) is null
),

spoken as (
    select
        document_id,
        branch_id,
        trading_date
    from document_day
    where cast(:is_limited as boolean)
    union all
    select
        dayless.document_id,
        meant.branch_id,
        dayless.name_day as trading_date
    from dayless
    inner join meant on dayless.name_branch_id = meant.name_key
    where cast(:is_limited as boolean) and dayless.name_day is not null
),

seen as (
    select spoken.document_id
    from spoken
    left join scope_span as span
        on
            spoken.branch_id = span.branch_id
            and spoken.trading_date between span.first_day and span.last_day
    group by spoken.document_id
    having count(*) = count(span.branch_id)
),

newest as (
    select
        receipt.run_id,
        receipt.delivery_no,
        receipt.document_id,
        run.started_at
    from receipt
    inner join run on receipt.run_id = run.run_id
    where
        (not cast(:is_limited as boolean) or receipt.document_id in (select seen.document_id from seen))
        and receipt.document_id = coalesce(cast(:document_id as uuid), receipt.document_id)
        and receipt.document_id in (select chosen.document_id from chosen)
    order by run.started_at desc, receipt.delivery_no desc
    limit :row_limit
)

select
    receipt.document_id,
    receipt.file,
    receipt.outcome,
    receipt.reason,
    newest.started_at,
    receipt.delivered_at,
    receipt.data_rows,
    receipt.rows_loaded,
    receipt.rows_already_there,
    receipt.rows_held,
    receipt.rows_rejected,
    receipt.rows_blank,
    receipt.pence_read,
    receipt.pence_loaded,
    receipt.pence_already_there,
    receipt.pence_held,
    receipt.pence_rejected,
    receipt.sales_loaded,
    receipt.sales_withdrawn,
    receipt.pence_withdrawn,
    unplaced.document_id is null as has_branch
from receipt
inner join newest
    on
        receipt.document_id = newest.document_id
        and receipt.run_id = newest.run_id
        and receipt.delivery_no = newest.delivery_no
left join unplaced on receipt.document_id = unplaced.document_id
order by newest.started_at desc, receipt.delivery_no desc
