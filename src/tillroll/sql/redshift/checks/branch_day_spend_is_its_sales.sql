-- title: the mart branch_day_spend says what the orders that count come to
-- grain: one row an example, with the number of failures
-- filters: trading dates from :first_day to :last_day
-- made: by tools/redshift.py from sql/checks/branch_day_spend_is_its_sales.sql (types, is distinct from, concat_ws)
with expected as (
  select
    branch_id,
    trading_date,
    total_pence - total_pence % 50 as from_pence,
    count(*) as orders,
    count(case when total_pence % 50 < 10 then 1 end) as orders_under_10,
    count(case when total_pence % 50 < 20 then 1 end) as orders_under_20,
    count(case when total_pence % 50 < 30 then 1 end) as orders_under_30,
    count(case when total_pence % 50 < 40 then 1 end) as orders_under_40
  from current_sale
  where
    trading_date between :first_day and :last_day and not is_refund
  group by
    branch_id,
    trading_date,
    total_pence - total_pence % 50
), mart as (
  select
    *
  from branch_day_spend
  where
    trading_date between :first_day and :last_day
), failing as (
  select
    substring(coalesce(' | ' || coalesce(mart.branch_id, expected.branch_id), '') || coalesce(' | ' || cast(coalesce(mart.trading_date, expected.trading_date) as varchar(4096)), '') || coalesce(' | ' || cast(coalesce(mart.from_pence, expected.from_pence) as varchar(4096)), '') from 4) as example
  from mart
  full join expected
    on mart.branch_id = expected.branch_id
    and mart.trading_date = expected.trading_date
    and mart.from_pence = expected.from_pence
  where
    not coalesce(mart.orders = expected.orders, mart.orders is null and expected.orders is null)
    or not coalesce(
      mart.orders_under_10 = expected.orders_under_10,
      mart.orders_under_10 is null and expected.orders_under_10 is null
    )
    or not coalesce(
      mart.orders_under_20 = expected.orders_under_20,
      mart.orders_under_20 is null and expected.orders_under_20 is null
    )
    or not coalesce(
      mart.orders_under_30 = expected.orders_under_30,
      mart.orders_under_30 is null and expected.orders_under_30 is null
    )
    or not coalesce(
      mart.orders_under_40 = expected.orders_under_40,
      mart.orders_under_40 is null and expected.orders_under_40 is null
    )
)
select
  example,
  count(*) over () as failures
from failing
order by
  example
limit 5
