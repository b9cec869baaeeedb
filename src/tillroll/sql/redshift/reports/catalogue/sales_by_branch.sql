-- title: Sales by branch
-- grain: one row a branch, the largest net sales first
-- filters: dates, branch, region, franchise, product, category, size, daypart, tender
-- made: by tools/redshift.py from sql/reports/catalogue/sales_by_branch.sql (filter)
select
  branch_name as branch,
  region,
  cast(sum(net_pence) as bigint) as net_pence,
  cast(sum(gross_pence) as bigint) as gross_pence,
  cast(sum(discount_pence) as bigint) as discount_pence,
  cast(sum(refund_pence) as bigint) as refund_pence,
  cast(sum(orders) as bigint) as orders,
  case when sum(orders) >= 30 then cast(sum(net_pence) as double precision) / sum(orders) end as average_spend_pence,
  cast(sum(units) as decimal(18, 3)) as units,
  count(case when is_expected and is_whole then 1 end) as complete_days,
  count(case when is_expected then 1 end) as expected_days
from chosen_day
group by
  branch_id,
  branch_name,
  region
having
  bool_or(is_known or is_expected)
order by
  net_pence desc nulls last,
  branch
