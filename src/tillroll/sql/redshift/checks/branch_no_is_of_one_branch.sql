-- title: no two branches share a number
-- grain: one row an example, with the number of failures
-- filters: none
-- made: by tools/redshift.py from sql/checks/branch_no_is_of_one_branch.sql (types)
with failing as (
  select
    cast(branch_no as varchar(4096)) as example
  from branch
  group by
    branch_no
  having
    count(*) > 1
)
select
  example,
  count(*) over () as failures
from failing
order by
  example
limit 5
