-- title: the branch-days that were granted
-- grain: one row a grant and branch, or span of ownership
-- filters: grants by :kinds and :names, in step; a branch is granted by its id or code
-- made: by tools/redshift.py from sql/reports/granted_spans.sql (lists)
-- given: given_kinds (kinds varchar(4096), names varchar(4096))
with granted as (
  select
    kinds as kind,
    names as name
  from given_kinds
)
select
  owned.branch_id,
  owned.owned_from as first_day,
  coalesce(owned.owned_to, cast('9999-12-31' as date)) as last_day
from granted
inner join branch_franchise as owned
  on granted.name = owned.franchise
where
  granted.kind = 'franchise'
union all
select
  branch.branch_id,
  cast('0001-01-01' as date) as first_day,
  cast('9999-12-31' as date) as last_day
from granted
inner join branch
  on (
    granted.kind = 'branch' and granted.name in (branch.branch_id, branch.code)
  )
  or (
    granted.kind = 'region' and granted.name = branch.region
  )
