-- title: each line's net is its gross and its discount together
-- grain: one row an example, with the number of failures
-- filters: trading dates from :first_day to :last_day
-- made: by tools/redshift.py from sql/checks/line_net_is_gross_and_discount.sql (types, concat_ws)
with failing as (
  select
    substring(coalesce(' | ' || cast(sale_id as varchar(4096)), '') || coalesce(' | ' || cast(line_no as varchar(4096)), '') from 4) as example
  from sale_line
  where
    trading_date between :first_day and :last_day and net_pence <> gross_pence + discount_pence
)
select
  example,
  count(*) over () as failures
from failing
order by
  example
limit 5
