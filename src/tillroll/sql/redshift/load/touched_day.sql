-- title: branch-days that this batch may change
-- grain: one row a branch and trading date
-- filters: days of staged, redelivered and released documents, of branches with a new standing rule, forced days
-- made: by tools/redshift.py from sql/load/touched_day.sql (lists)
-- given: given_branch_ids (branch_ids varchar(4096), trading_dates date); given_document_ids (document_ids char(36)); given_ruled_branch_ids (ruled_branch_ids varchar(4096))
select
  told.branch_id,
  told.trading_date,
  branch.branch_no * 4000000 + (
    told.trading_date - cast('0001-01-01' as date)
  ) as day_id,
  bool_or(told.is_forced) as is_forced
from (
  select
    branch_id,
    trading_date,
    false as is_forced
  from staged_day
  union all
  select
    branch_id,
    trading_date,
    false as is_forced
  from document_day
  where
    document_id in (
      select
        document_ids
      from given_document_ids
    )
    or branch_id in (
      select
        ruled_branch_ids
      from given_ruled_branch_ids
    )
  union all
  select
    branch_ids as branch_id,
    trading_dates as trading_date,
    true as is_forced
  from given_branch_ids
) as told
inner join branch
  on told.branch_id = branch.branch_id
group by
  told.branch_id,
  told.trading_date,
  branch.branch_no
