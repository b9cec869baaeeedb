-- title: Like-for-like by branch
-- grain: one row a branch with a pair of days, the largest growth first
-- filters: dates, branch, region, franchise, product, category, size, daypart, tender
-- made: by tools/redshift.py from sql/reports/catalogue/like_for_like_by_branch.sql (filter)
with total as (
  select
    branch_name as branch,
    region,
    cast(sum(case when standing = 'like-for-like' then net_now end) as bigint) as net_pence,
    cast(sum(case when standing = 'like-for-like' then net_then end) as bigint) as net_pence_before,
    sum(case when standing = 'like-for-like' then counted_then end) as counted_before,
    count(case when standing = 'like-for-like' then 1 end) as pairs,
    count(case when standing <> 'like-for-like' then 1 end) as out_days
  from year_day
  group by
    branch_id,
    branch_name,
    region
  having
    bool_or(standing = 'like-for-like')
)
select
  branch,
  region,
  net_pence,
  net_pence_before,
  case
    when counted_before >= 30
    then cast(net_pence as double precision) / nullif(net_pence_before, 0) - 1
  end as change,
  pairs,
  out_days
from total
order by
  change desc nulls last,
  branch,
  region
