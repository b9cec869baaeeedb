-- title: Branches by size
-- grain: one row a branch, the largest first
-- filters: dates, branch, region, franchise, product, category, size, daypart, tender, rows
-- made: by tools/redshift.py from sql/reports/catalogue/branches_by_size.sql (filter)
with total as (
  select
    chosen_day.branch_name as branch,
    chosen_day.region,
    cast(coalesce(sum(case when chosen_day.is_whole then chosen_day.net_pence end), 0) as bigint) as net_pence,
    cast(sum(case when chosen_day.is_whole then chosen_day.orders end) as bigint) as orders,
    count(case when chosen_day.is_expected and chosen_day.is_whole then 1 end) as complete_days,
    count(case when chosen_day.is_expected then 1 end) as expected_days
  from chosen_day
  group by
    chosen_day.branch_id,
    chosen_day.branch_name,
    chosen_day.region
  having
    bool_or(chosen_day.is_whole)
)
select
  row_number() over (order by net_pence desc, branch) as place,
  branch,
  region,
  net_pence,
  orders,
  complete_days,
  expected_days
from total
order by
  place
limit :row_limit
