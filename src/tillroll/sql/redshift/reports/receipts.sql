-- title: the receipts of deliveries, the newest first
-- grain: one row a delivery in a run
-- filters: within the staged scope: only documents all of whose branch-days lie in it; :document_id; those that speak of :branch_id on :trading_date, or whose names tell it if they hold no sales; :row_limit
-- made: by tools/redshift.py from sql/reports/receipts.sql (types)
with spoken as (
  select
    day.document_id,
    count(*) as days,
    count(span.branch_id) as own_days
  from document_day as day
  left join scope_span as span
    on day.branch_id = span.branch_id and day.trading_date between span.first_day and span.last_day
  group by
    day.document_id
)
select
  receipt.document_id,
  receipt.file,
  receipt.outcome,
  receipt.reason,
  run.started_at,
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
  receipt.pence_withdrawn
from receipt
inner join run
  on receipt.run_id = run.run_id
left join spoken
  on receipt.document_id = spoken.document_id
where
  (
    not cast(:is_limited as boolean) or spoken.days = spoken.own_days
  )
  and receipt.document_id = coalesce(cast(:document_id as char(36)), receipt.document_id)
  and (
    cast(:branch_id as varchar(4096)) is null
    or receipt.document_id in (
      select
        day.document_id
      from document_day as day
      where
        day.branch_id = cast(:branch_id as varchar(4096)) and day.trading_date = cast(:trading_date as date)
    )
    or (
      spoken.document_id is null
      and receipt.document_id in (
        select
          named.document_id
        from document as named
        where
          named.name_branch_id = cast(:branch_id as varchar(4096))
          and named.name_day = cast(:trading_date as date)
      )
    )
  )
order by
  run.started_at desc,
  receipt.delivery_no desc
limit :row_limit
