-- title: the branch-days of which documents speak
-- grain: one row a document, branch and trading date
-- filters: documents in :document_ids; one without sales speaks of the branches that its name may mean, on the day that it tells, if it does
-- made: by tools/redshift.py from sql/reports/document_days.sql (lists)
-- given: given_document_ids (document_ids char(36))
with meant as (
  select
    name_key,
    branch_id
  from branch_name
  union
  select
    branch_id as name_key,
    branch_id
  from branch
), spoken as (
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
  doc.document_id,
  meant.branch_id,
  doc.name_day as trading_date
from document as doc
inner join meant
  on doc.name_branch_id = meant.name_key
where
  doc.document_id in (
    select
      document_ids
    from given_document_ids
  )
  and not doc.document_id in (
    select
      spoken.document_id
    from spoken
  )
  and doc.name_day is not null
