-- title: the branch-days of which documents speak
-- grain: one row a document, branch and trading date
-- filters: documents in :document_ids; one without sales speaks of the day that its name tells, if it does
-- made: by tools/redshift.py from sql/reports/document_days.sql (lists)
-- given: given_document_ids (document_ids char(36))
with spoken as (
  select distinct
    document_id,
    branch_id,
    trading_date
  from document_day
  where
    document_id in (
      select
        document_ids
      from given_document_ids
    )
)
select
  document_id,
  branch_id,
  trading_date
from spoken
union all
select
  document_id,
  name_branch_id as branch_id,
  name_day as trading_date
from document
where
  document_id in (
    select
      document_ids
    from given_document_ids
  )
  and not document_id in (
    select
      spoken.document_id
    from spoken
  )
  and name_branch_id is not null
  and name_day is not null
