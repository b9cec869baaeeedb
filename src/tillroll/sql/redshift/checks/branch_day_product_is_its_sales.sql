-- title: the mart branch_day_product says what the lines of the sales that count say
-- grain: one row an example, with the number of failures
-- filters: trading dates from :first_day to :last_day
-- made: by tools/redshift.py from sql/checks/branch_day_product_is_its_sales.sql (types, is distinct from, concat_ws)
with expected as (
  select
    branch_id,
    trading_date,
    product_id,
    sum(quantity) as units,
    sum(gross_pence) as gross_pence,
    sum(net_pence) as net_pence
  from current_sale_line
  where
    trading_date between :first_day and :last_day
  group by
    branch_id,
    trading_date,
    product_id
), mart as (
  select
    *
  from branch_day_product
  where
    trading_date between :first_day and :last_day
), failing as (
  select
    substring(coalesce(' | ' || coalesce(mart.branch_id, expected.branch_id), '') || coalesce(' | ' || cast(coalesce(mart.trading_date, expected.trading_date) as varchar(4096)), '') || coalesce(' | ' || cast(coalesce(mart.product_id, expected.product_id) as varchar(4096)), '') from 4) as example
  from mart
  full join expected
    on mart.branch_id = expected.branch_id
    and mart.trading_date = expected.trading_date
    and mart.product_id = expected.product_id
  where
    not coalesce(mart.units = expected.units, mart.units is null and expected.units is null)
    or not coalesce(mart.gross_pence = expected.gross_pence, mart.gross_pence is null and expected.gross_pence is null)
    or not coalesce(mart.net_pence = expected.net_pence, mart.net_pence is null and expected.net_pence is null)
)
select
  example,
  count(*) over () as failures
from failing
order by
  example
limit 5
