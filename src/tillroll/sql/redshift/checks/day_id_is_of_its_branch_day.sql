-- title: every mart gives a branch-day the id that follows from its branch's number and its date
-- grain: one row an example, with the number of failures
-- filters: trading dates from :first_day to :last_day
-- made: by tools/redshift.py from sql/checks/day_id_is_of_its_branch_day.sql (types, concat_ws)
with mart as (
  select distinct
    cast('branch_day' as varchar(4096)) as mart,
    day_id,
    branch_id,
    trading_date
  from branch_day
  where
    trading_date between :first_day and :last_day
  union all
  select distinct
    cast('branch_hour' as varchar(4096)) as mart,
    day_id,
    branch_id,
    trading_date
  from branch_hour
  where
    trading_date between :first_day and :last_day
  union all
  select distinct
    cast('branch_day_product' as varchar(4096)) as mart,
    day_id,
    branch_id,
    trading_date
  from branch_day_product
  where
    trading_date between :first_day and :last_day
  union all
  select distinct
    cast('branch_day_tender' as varchar(4096)) as mart,
    day_id,
    branch_id,
    trading_date
  from branch_day_tender
  where
    trading_date between :first_day and :last_day
  union all
  select distinct
    cast('branch_day_spend' as varchar(4096)) as mart,
    day_id,
    branch_id,
    trading_date
  from branch_day_spend
  where
    trading_date between :first_day and :last_day
), failing as (
  select
    substring(coalesce(' | ' || mart.mart, '') || coalesce(' | ' || mart.branch_id, '') || coalesce(' | ' || cast(mart.trading_date as varchar(4096)), '') from 4) as example
  from mart
  left join branch
    on mart.branch_id = branch.branch_id
  where
    branch.branch_id is null
    or mart.day_id <> branch.branch_no * 4000000 + (
      mart.trading_date - cast('0001-01-01' as date)
    )
)
select
  example,
  count(*) over () as failures
from failing
order by
  example
limit 5
