-- title: Like-for-like
-- grain: one row
-- filters: dates, branch, region, franchise, product, category, size, daypart, tender
-- made: by tools/redshift.py from sql/reports/catalogue/like_for_like.sql (filter)
with total as (
  select
    cast(coalesce(sum(case when standing = 'like-for-like' then net_now end), 0) as bigint) as net_pence,
    cast(coalesce(sum(case when standing = 'like-for-like' then net_then end), 0) as bigint) as net_pence_before,
    coalesce(sum(case when standing = 'like-for-like' then counted_then end), 0) as counted_before,
    count(distinct case when standing = 'like-for-like' then branch_id end) as branches,
    count(case when standing = 'like-for-like' then 1 end) as pairs,
    count(case when standing <> 'like-for-like' then 1 end) as out_days
  from year_day
)
select
  net_pence,
  net_pence_before,
  case
    when counted_before >= 30
    then cast(net_pence as double precision) / nullif(net_pence_before, 0) - 1
  end as change,
  branches,
  pairs,
  out_days
from total
where
  pairs + out_days > 0
