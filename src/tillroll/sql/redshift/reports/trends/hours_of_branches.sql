-- title: what some branches took and sold in each hour, now and then
-- grain: one row a branch, number of weeks and hour of the wall clock
-- filters: the pairs of days of trend_day; :branch_ids
-- made: by tools/redshift.py from sql/reports/trends/hours_of_branches.sql (lists)
-- given: given_branch_ids (branch_ids varchar(4096))
select
  pair.branch_id,
  pair.weeks,
  hour.hour,
  cast(sum(case when hour.day_id = pair.day_id then hour.net_pence else 0 end) as bigint) as net_pence,
  cast(sum(case when hour.day_id = pair.day_id then 0 else hour.net_pence end) as bigint) as net_pence_then,
  cast(sum(case when hour.day_id = pair.day_id then hour.orders else 0 end) as bigint) as orders,
  cast(sum(case when hour.day_id = pair.day_id then 0 else hour.orders end) as bigint) as orders_then
from (
  select
    branch_id,
    weeks,
    day_id,
    day_id as side_id
  from trend_day
  where
    branch_id in (
      select
        branch_ids
      from given_branch_ids
    )
  union all
  select
    branch_id,
    weeks,
    day_id,
    day_id_then as side_id
  from trend_day
  where
    branch_id in (
      select
        branch_ids
      from given_branch_ids
    )
) as pair
inner join branch_hour as hour
  on pair.side_id = hour.day_id
where
  hour.trading_date between :earliest_day and :last_day
group by
  pair.branch_id,
  pair.weeks,
  hour.hour
order by
  pair.branch_id,
  pair.weeks,
  hour.hour
