-- title: Growth bridge
-- grain: one row a step, from the earlier total to the later one
-- filters: dates, branch, region, franchise, product, category, size, daypart, tender
-- made: by tools/redshift.py from sql/reports/catalogue/growth_bridge.sql (values)
with moved as (
  select
    step.place,
    step.step,
    step.standing,
    coalesce(sum(day.net_now - day.net_then), 0) as net_pence,
    count(day.branch_id) as days
  from (
    select
      2 as place,
      'like-for-like' as step,
      'like-for-like' as standing
    union all
    select
      3 as place,
      'new branches' as step,
      'new' as standing
    union all
    select
      4 as place,
      'closed branches' as step,
      'closed' as standing
    union all
    select
      5 as place,
      'refurbished branches' as step,
      'refurbished' as standing
    union all
    select
      6 as place,
      'excluded for data' as step,
      'excluded' as standing
  ) as step
  left join year_day as day
    on step.standing = day.standing
  group by
    step.place,
    step.step,
    step.standing
)
select
  place,
  step,
  cast(net_pence as bigint) as net_pence,
  days
from (
  select
    1 as place,
    'a year earlier' as step,
    coalesce(sum(net_then), 0) as net_pence,
    count(*) as days
  from year_day
  union all
  select
    place,
    step,
    net_pence,
    days
  from moved
  union all
  select
    7 as place,
    'the dates asked for' as step,
    coalesce(sum(net_now), 0) as net_pence,
    count(*) as days
  from year_day
) as bridge
where
  exists(
    select
      1
    from year_day
  )
order by
  place
