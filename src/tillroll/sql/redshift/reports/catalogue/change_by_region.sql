-- title: Change by region
-- grain: one row a region, the largest gain first
-- filters: dates, branch, region, franchise, product, category, size, daypart, tender, against
-- made: by tools/redshift.py from sql/reports/catalogue/change_by_region.sql (filter)
with total as (
  select
    region,
    cast(sum(case when not is_earlier then net_pence end) as bigint) as net_pence,
    cast(sum(case when is_earlier then net_pence end) as bigint) as net_pence_before,
    cast(sum(case when not is_earlier then orders end) as bigint) as orders,
    cast(sum(case when is_earlier then orders end) as bigint) as orders_before,
    sum(case when is_earlier then counted end) as counted_before,
    count(case when is_expected and is_whole and not is_earlier then 1 end) as complete_days,
    count(case when is_expected and is_whole and is_earlier then 1 end) as complete_days_before
  from compared_takings
  group by
    region
)
select
  region,
  net_pence,
  net_pence_before,
  net_pence - net_pence_before as change_pence,
  case
    when counted_before >= 30
    then cast(net_pence as double precision) / nullif(net_pence_before, 0) - 1
  end as change,
  orders,
  orders_before,
  complete_days,
  complete_days_before
from total
where
  net_pence is not null or net_pence_before is not null
order by
  change_pence desc nulls last,
  region
