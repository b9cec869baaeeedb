-- title: branch-days that this batch changed after an earlier run had published them, with the document that did it
-- grain: one row a branch and trading date
-- filters: published days whose orders or net sales differ now; the last delivered of the batch's :document_ids
-- made: by tools/redshift.py from sql/marts/add_restatements.sql (lists, types)
-- given: given_document_ids (document_ids char(36))
insert into restatement (
  run_id,
  restated_at,
  branch_id,
  trading_date,
  document_id,
  orders_before,
  orders_after,
  pence_before,
  pence_after
)
with latest as (
  select
    branch_id,
    trading_date,
    document_id,
    row_number() over (partition by branch_id, trading_date order by delivered_at desc, document_id desc) as place
  from document_day
  where
    document_id in (
      select
        document_ids
      from given_document_ids
    )
)
select
  cast(:run_id as char(36)) as run_id,
  cast(:restated_at as timestamp) as restated_at,
  published.branch_id,
  published.trading_date,
  latest.document_id,
  published.orders as orders_before,
  coalesce(mart.orders, 0) as orders_after,
  published.net_pence as pence_before,
  coalesce(mart.net_pence, 0) as pence_after
from published_day as published
left join branch_day as mart
  on published.day_id = mart.day_id
left join latest
  on published.branch_id = latest.branch_id
  and published.trading_date = latest.trading_date
  and latest.place = 1
where
  published.orders <> coalesce(mart.orders, 0) or published.net_pence <> coalesce(mart.net_pence, 0)
