-- title: the mart branch_hour says what the sales that count say
-- grain: one row an example, with the number of failures
-- filters: trading dates from :first_day to :last_day
-- made: by tools/redshift.py from sql/checks/branch_hour_is_its_sales.sql (types, is distinct from, concat_ws)
with expected as (
  select
    branch_id,
    trading_date,
    cast(extract(hour from placed_at) as integer) as hour,
    count(case when not is_refund then 1 end) as orders,
    sum(total_pence) as net_pence
  from current_sale
  where
    trading_date between :first_day and :last_day
  group by
    branch_id,
    trading_date,
    extract(hour from placed_at)
), mart as (
  select
    *
  from branch_hour
  where
    trading_date between :first_day and :last_day
), failing as (
  select
    substring(coalesce(' | ' || coalesce(mart.branch_id, expected.branch_id), '') || coalesce(' | ' || cast(coalesce(mart.trading_date, expected.trading_date) as varchar(4096)), '') || coalesce(' | ' || cast(coalesce(mart.hour, expected.hour) as varchar(4096)), '') from 4) as example
  from mart
  full join expected
    on mart.branch_id = expected.branch_id
    and mart.trading_date = expected.trading_date
    and mart.hour = expected.hour
  where
    not coalesce(mart.orders = expected.orders, mart.orders is null and expected.orders is null)
    or not coalesce(mart.net_pence = expected.net_pence, mart.net_pence is null and expected.net_pence is null)
)
select
  example,
  count(*) over () as failures
from failing
order by
  example
limit 5
