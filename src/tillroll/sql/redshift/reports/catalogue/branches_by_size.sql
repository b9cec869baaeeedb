-- title: Branches by size
-- grain: one row a branch, the largest first
-- filters: dates, branch, region, franchise, rows
-- made: by tools/redshift.py from sql/reports/catalogue/branches_by_size.sql (types)
with chosen as (
  select
    day_id,
    branch_id,
    branch_name,
    region,
    is_expected,
    is_whole
  from branch_day_state
  where
    trading_date between :first_day and :last_day
    and branch_id = coalesce(cast(:branch_id as varchar(4096)), branch_id)
    and region = coalesce(cast(:region as varchar(4096)), region)
    and franchise = coalesce(cast(:franchise as varchar(4096)), franchise)
), total as (
  select
    chosen.branch_name as branch,
    chosen.region,
    cast(coalesce(sum(case when chosen.is_whole then mart.net_pence end), 0) as bigint) as net_pence,
    cast(coalesce(sum(case when chosen.is_whole then mart.orders end), 0) as bigint) as orders,
    count(case when chosen.is_expected and chosen.is_whole then 1 end) as complete_days,
    count(case when chosen.is_expected then 1 end) as expected_days
  from chosen
  left join branch_day as mart
    on chosen.day_id = mart.day_id and mart.trading_date between :first_day and :last_day
  group by
    chosen.branch_id,
    chosen.branch_name,
    chosen.region
  having
    bool_or(chosen.is_whole)
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
