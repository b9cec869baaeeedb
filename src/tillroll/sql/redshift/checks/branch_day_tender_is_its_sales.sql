-- title: the mart branch_day_tender says what the sales that count say
-- grain: one row an example, with the number of failures
-- filters: trading dates from :first_day to :last_day
-- made: by tools/redshift.py from sql/checks/branch_day_tender_is_its_sales.sql (types, is distinct from, concat_ws)
with sold as (
  select
    branch_id,
    trading_date,
    tender,
    count(case when not is_refund then 1 end) as orders,
    count(case when is_refund then 1 end) as refunds,
    sum(total_pence) as net_pence,
    coalesce(sum(case when is_refund then total_pence end), 0) as refund_pence
  from current_sale
  where
    trading_date between :first_day and :last_day
  group by
    branch_id,
    trading_date,
    tender
), item as (
  select
    branch_id,
    trading_date,
    tender,
    coalesce(sum(case when not is_refund then gross_pence end), 0) as gross_pence,
    coalesce(sum(case when not is_refund then discount_pence end), 0) as discount_pence
  from current_sale_line
  where
    trading_date between :first_day and :last_day
  group by
    branch_id,
    trading_date,
    tender
), expected as (
  select
    sold.*,
    item.gross_pence,
    item.discount_pence
  from sold
  inner join item
    on sold.branch_id = item.branch_id
    and sold.trading_date = item.trading_date
    and sold.tender = item.tender
), mart as (
  select
    *
  from branch_day_tender
  where
    trading_date between :first_day and :last_day
), failing as (
  select
    substring(coalesce(' | ' || coalesce(mart.branch_id, expected.branch_id), '') || coalesce(' | ' || cast(coalesce(mart.trading_date, expected.trading_date) as varchar(4096)), '') || coalesce(' | ' || coalesce(mart.tender, expected.tender), '') from 4) as example
  from mart
  full join expected
    on mart.branch_id = expected.branch_id
    and mart.trading_date = expected.trading_date
    and mart.tender = expected.tender
  where
    not coalesce(mart.orders = expected.orders, mart.orders is null and expected.orders is null)
    or not coalesce(mart.refunds = expected.refunds, mart.refunds is null and expected.refunds is null)
    or not coalesce(mart.net_pence = expected.net_pence, mart.net_pence is null and expected.net_pence is null)
    or not coalesce(mart.gross_pence = expected.gross_pence, mart.gross_pence is null and expected.gross_pence is null)
    or not coalesce(
      mart.discount_pence = expected.discount_pence,
      mart.discount_pence is null and expected.discount_pence is null
    )
    or not coalesce(mart.refund_pence = expected.refund_pence, mart.refund_pence is null and expected.refund_pence is null)
)
select
  example,
  count(*) over () as failures
from failing
order by
  example
limit 5
