-- title: the latest delivery to each branch-day of which a document holds a share, and the branch's latest decision
-- grain: one row a branch and trading date
-- filters: branch-days of :document_id
-- made: by tools/redshift.py from sql/reports/document_places.sql (types)
with held as (
  select distinct
    branch_id,
    trading_date
  from document_day
  where
    document_id = cast(:document_id as char(36))
), decided as (
  select
    branch_id,
    max(decided_at) as decided_at
  from decision
  group by
    branch_id
)
select
  held.branch_id,
  held.trading_date,
  max(receipt.delivered_at) as latest_delivery_at,
  max(decided.decided_at) as latest_decision_at
from held
inner join document_day as day
  on held.branch_id = day.branch_id and held.trading_date = day.trading_date
inner join receipt
  on day.document_id = receipt.document_id
left join decided
  on held.branch_id = decided.branch_id
group by
  held.branch_id,
  held.trading_date
