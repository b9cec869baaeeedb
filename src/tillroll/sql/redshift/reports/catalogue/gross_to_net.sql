-- title: From gross to net sales
-- grain: one row
-- filters: dates, branch, region, franchise, tender
-- made: by tools/redshift.py from sql/reports/catalogue/gross_to_net.sql (filter)
select
  cast(sum(gross_pence) as bigint) as gross_pence,
  cast(sum(discount_pence) as bigint) as discount_pence,
  cast(sum(refund_pence) as bigint) as refund_pence,
  cast(sum(net_pence) as bigint) as net_pence,
  case
    when sum(orders) >= 30
    then cast(sum(discount_pence) as double precision) / nullif(sum(gross_pence), 0)
  end as discount_share,
  case
    when sum(orders) >= 30
    then cast(sum(refund_pence) as double precision) / nullif(sum(gross_pence), 0)
  end as refund_share,
  cast(sum(orders) as bigint) as orders,
  count(case when is_expected and is_whole then 1 end) as complete_days,
  count(case when is_expected then 1 end) as expected_days
from chosen_day
having
  bool_or(is_known)
