-- title: which documents speak of a chosen branch-day
-- grain: one row a document
-- filters: documents in :document_ids; :branch_id, :region, :franchise; one without sales speaks of the branches that its name may mean, on the day that it tells
-- made: by tools/redshift.py from sql/reports/chosen_documents.sql (lists, types)
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
  select
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
), place as (
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
)
select distinct
  place.document_id
from place
left join branch
  on place.branch_id = branch.branch_id
left join branch_franchise as owned
  on place.branch_id = owned.branch_id
  and coalesce(place.trading_date, owned.owned_from) between owned.owned_from and coalesce(owned.owned_to, cast('9999-12-31' as date))
where
  (
    cast(:branch_id as varchar(4096)) is null or place.branch_id = cast(:branch_id as varchar(4096))
  )
  and (
    cast(:region as varchar(4096)) is null or branch.region = cast(:region as varchar(4096))
  )
  and (
    cast(:franchise as varchar(4096)) is null or owned.franchise = cast(:franchise as varchar(4096))
  )
