-- title: Sales by region
-- grain: one row a region, the largest net sales first
-- filters: dates, branch, region, franchise, tender
-- made: by tools/redshift.py from sql/reports/catalogue/sales_by_region.sql (types)
with chosen as (
  select
    day_id,
    region,
    is_known,
    is_expected,
    is_whole
  from branch_day_state
  where
    trading_date between :first_day and :last_day
    and branch_id = coalesce(cast(:branch_id as varchar(4096)), branch_id)
    and region = coalesce(cast(:region as varchar(4096)), region)
    and franchise = coalesce(cast(:franchise as varchar(4096)), franchise)
), sold as (
  select
    day_id,
    sum(net_pence) as net_pence,
    sum(gross_pence) as gross_pence,
    sum(discount_pence) as discount_pence,
    sum(refund_pence) as refund_pence,
    sum(orders) as orders
  from branch_day_tender
  where
    trading_date between :first_day and :last_day
    and tender = coalesce(cast(:tender as varchar(4096)), tender)
  group by
    day_id
), total as (
  select
    chosen.region,
    bool_or(chosen.is_known) as is_known,
    cast(coalesce(sum(sold.net_pence), 0) as bigint) as net_pence,
    cast(coalesce(sum(sold.gross_pence), 0) as bigint) as gross_pence,
    cast(coalesce(sum(sold.discount_pence), 0) as bigint) as discount_pence,
    cast(coalesce(sum(sold.refund_pence), 0) as bigint) as refund_pence,
    cast(coalesce(sum(sold.orders), 0) as bigint) as orders,
    count(case when chosen.is_expected and chosen.is_whole then 1 end) as complete_days,
    count(case when chosen.is_expected then 1 end) as expected_days
  from chosen
  left join sold
    on chosen.day_id = sold.day_id
  group by
    chosen.region
)
select
  region,
  case when is_known then net_pence end as net_pence,
  case when is_known then gross_pence end as gross_pence,
  case when is_known then discount_pence end as discount_pence,
  case when is_known then refund_pence end as refund_pence,
  case when is_known then orders end as orders,
  case when orders >= 30 then cast(net_pence as double precision) / orders end as average_spend_pence,
  complete_days,
  expected_days
from total
where
  is_known or expected_days > 0
order by
  net_pence desc nulls last,
  region
