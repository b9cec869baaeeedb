-- title: which branches may be seen, and from when to when
-- grain: one row a branch and span
-- filters: :branch_ids with :first_days and :last_days, in step; without :is_limited all there is,
-- made: by tools/redshift.py from sql/reports/stage/scope_span.sql (lists, types)
-- given: given_branch_ids (branch_ids varchar(4096), first_days date, last_days date)
select
  branch_ids as branch_id,
  first_days as first_day,
  last_days as last_day
from given_branch_ids
union all
select
  known.branch_id,
  cast('0001-01-01' as date) as first_day,
  cast('9999-12-31' as date) as last_day
from (
  select
    branch_id
  from branch
  union
  select
    name_branch_id
  from document
  where
    name_branch_id is not null
  union
  select
    cast('' as varchar(4096)) as branch_id
) as known
where
  not cast(:is_limited as boolean)
