-- title: the mart branch_week_product says what branch_day_product says of each week
-- grain: one row an example, with the number of failures
-- filters: none
-- made: by tools/redshift.py from sql/checks/branch_week_product_is_its_days.sql (types, is distinct from, concat_ws, isodow)
with expected as (
  select
    day_id - cast((
      (
        extract(dow from trading_date) + 6
      ) % 7 + 1
    ) as bigint) + 1 as week_id,
    branch_id,
    product_id,
    min(trading_date) as first_day,
    max(trading_date) as last_day,
    sum(units) as units,
    sum(gross_pence) as gross_pence,
    sum(net_pence) as net_pence
  from branch_day_product
  group by
    day_id - cast((
      (
        extract(dow from trading_date) + 6
      ) % 7 + 1
    ) as bigint) + 1,
    branch_id,
    product_id
), failing as (
  select
    substring(coalesce(' | ' || coalesce(mart.branch_id, expected.branch_id), '') || coalesce(' | ' || cast(coalesce(mart.week_id, expected.week_id) as varchar(4096)), '') || coalesce(' | ' || cast(coalesce(mart.product_id, expected.product_id) as varchar(4096)), '') from 4) as example
  from branch_week_product as mart
  full join expected
    on mart.week_id = expected.week_id and mart.product_id = expected.product_id
  where
    not coalesce(mart.first_day = expected.first_day, mart.first_day is null and expected.first_day is null)
    or not coalesce(mart.last_day = expected.last_day, mart.last_day is null and expected.last_day is null)
    or not coalesce(mart.units = expected.units, mart.units is null and expected.units is null)
    or not coalesce(mart.gross_pence = expected.gross_pence, mart.gross_pence is null and expected.gross_pence is null)
    or not coalesce(mart.net_pence = expected.net_pence, mart.net_pence is null and expected.net_pence is null)
    or not coalesce(mart.branch_id = expected.branch_id, mart.branch_id is null and expected.branch_id is null)
)
select
  example,
  count(*) over () as failures
from failing
order by
  example
limit 5
