-- title: each sale that counts is of a branch that no list leaves out
-- grain: one row an example, with the number of failures
-- filters: trading dates from :first_day to :last_day
-- made: by tools/redshift.py from sql/checks/current_sale_is_of_a_listed_branch.sql (types)
with failing as (
  select
    cast(sale.sale_id as varchar(4096)) as example
  from sale
  inner join branch
    on sale.branch_id = branch.branch_id
  where
    sale.trading_date between :first_day and :last_day and sale.is_current and not branch.is_listed
)
select
  example,
  count(*) over () as failures
from failing
order by
  example
limit 5
