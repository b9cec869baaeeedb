-- title: the mart branch_day says what the sales that count and the documents say
-- grain: one row an example, with the number of failures
-- filters: trading dates from :first_day to :last_day
-- made: by tools/redshift.py from sql/checks/branch_day_is_its_sales.sql (types, is distinct from, concat_ws)
with sold as (
  select
    branch_id,
    trading_date,
    count(case when not is_refund then 1 end) as orders,
    count(case when is_refund then 1 end) as refunds,
    sum(total_pence) as net_pence,
    coalesce(sum(case when is_refund then total_pence end), 0) as refund_pence,
    min(placed_at) as first_at,
    max(placed_at) as last_at
  from current_sale
  where
    trading_date between :first_day and :last_day
  group by
    branch_id,
    trading_date
), item as (
  select
    branch_id,
    trading_date,
    coalesce(sum(case when not is_refund then gross_pence end), 0) as gross_pence,
    coalesce(sum(case when not is_refund then discount_pence end), 0) as discount_pence,
    sum(quantity) as units
  from current_sale_line
  where
    trading_date between :first_day and :last_day
  group by
    branch_id,
    trading_date
), delivered as (
  select
    branch_id,
    trading_date,
    count(case when stands then 1 end) as documents_standing,
    count(case when outcome = 'held' then 1 end) as documents_held
  from document_day
  where
    trading_date between :first_day and :last_day
  group by
    branch_id,
    trading_date
), expected as (
  select
    coalesce(delivered.branch_id, sold.branch_id) as branch_id,
    coalesce(delivered.trading_date, sold.trading_date) as trading_date,
    coalesce(sold.orders, 0) as orders,
    coalesce(sold.refunds, 0) as refunds,
    coalesce(sold.net_pence, 0) as net_pence,
    coalesce(item.gross_pence, 0) as gross_pence,
    coalesce(item.discount_pence, 0) as discount_pence,
    coalesce(sold.refund_pence, 0) as refund_pence,
    coalesce(item.units, 0) as units,
    sold.first_at,
    sold.last_at,
    delivered.documents_standing,
    delivered.documents_held
  from delivered
  full join sold
    on delivered.branch_id = sold.branch_id and delivered.trading_date = sold.trading_date
  left join item
    on sold.branch_id = item.branch_id and sold.trading_date = item.trading_date
), mart as (
  select
    *
  from branch_day
  where
    trading_date between :first_day and :last_day
), failing as (
  select
    substring(coalesce(' | ' || coalesce(mart.branch_id, expected.branch_id), '') || coalesce(' | ' || cast(coalesce(mart.trading_date, expected.trading_date) as varchar(4096)), '') from 4) as example
  from mart
  full join expected
    on mart.branch_id = expected.branch_id and mart.trading_date = expected.trading_date
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
    or not coalesce(mart.units = expected.units, mart.units is null and expected.units is null)
    or not coalesce(mart.first_at = expected.first_at, mart.first_at is null and expected.first_at is null)
    or not coalesce(mart.last_at = expected.last_at, mart.last_at is null and expected.last_at is null)
    or not coalesce(
      mart.documents_standing = expected.documents_standing,
      mart.documents_standing is null and expected.documents_standing is null
    )
    or not coalesce(
      mart.documents_held = expected.documents_held,
      mart.documents_held is null and expected.documents_held is null
    )
)
select
  example,
  count(*) over () as failures
from failing
order by
  example
limit 5
