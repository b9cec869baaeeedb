-- title: the mart branch_week counts the branch-days of each week
-- grain: one row an example, with the number of failures
-- filters: none
-- made: by tools/redshift.py from sql/checks/branch_week_is_its_days.sql (types, is distinct from, concat_ws, isodow)
with expected as (
  select
    day_id - cast((
      (
        extract(dow from trading_date) + 6
      ) % 7 + 1
    ) as bigint) + 1 as week_id,
    branch_id,
    count(*) as days
  from branch_day
  group by
    day_id - cast((
      (
        extract(dow from trading_date) + 6
      ) % 7 + 1
    ) as bigint) + 1,
    branch_id
), failing as (
  select
    substring(coalesce(' | ' || coalesce(mart.branch_id, expected.branch_id), '') || coalesce(' | ' || cast(coalesce(mart.week_id, expected.week_id) as varchar(4096)), '') from 4) as example
  from branch_week as mart
  full join expected
    on mart.week_id = expected.week_id
  where
    not coalesce(mart.days = expected.days, mart.days is null and expected.days is null)
    or not coalesce(mart.branch_id = expected.branch_id, mart.branch_id is null and expected.branch_id is null)
    or mart.week_id - mart.week_id % 4000000 + (
      mart.week_from - cast('0001-01-01' as date)
    ) <> mart.week_id
)
select
  example,
  count(*) over () as failures
from failing
order by
  example
limit 5
