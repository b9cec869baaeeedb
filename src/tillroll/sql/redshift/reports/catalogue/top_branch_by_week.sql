-- title: Top branch of each week
-- grain: one row a week, the oldest first
-- filters: dates, branch, region, franchise
-- made: by tools/redshift.py from sql/reports/catalogue/top_branch_by_week.sql (types)
with chosen as (
  select
    day_id,
    branch_id,
    branch_name,
    region,
    cast(date_trunc('WEEK', cast(trading_date as timestamp)) as date) as week_from
  from branch_day_state
  where
    trading_date between :first_day and :last_day
    and branch_id = coalesce(cast(:branch_id as varchar(4096)), branch_id)
    and region = coalesce(cast(:region as varchar(4096)), region)
    and franchise = coalesce(cast(:franchise as varchar(4096)), franchise)
    and is_whole
), total as (
  select
    chosen.week_from,
    chosen.branch_name as branch,
    chosen.region,
    cast(sum(mart.net_pence) as bigint) as net_pence,
    cast(sum(mart.orders) as bigint) as orders,
    count(*) as complete_days
  from chosen
  inner join branch_day as mart
    on chosen.day_id = mart.day_id
  where
    mart.trading_date between :first_day and :last_day
  group by
    chosen.week_from,
    chosen.branch_id,
    chosen.branch_name,
    chosen.region
), ranked as (
  select
    *,
    row_number() over (partition by week_from order by net_pence desc, branch asc, region asc) as place,
    count(*) over (partition by week_from) as branches
  from total
)
select
  week_from,
  branch,
  region,
  net_pence,
  orders,
  complete_days,
  branches
from ranked
where
  place = 1
order by
  week_from
