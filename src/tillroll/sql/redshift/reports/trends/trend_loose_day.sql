-- title: the branch-days that trends compare and that are of no week of trend_week, and those to take off its weeks
-- grain: one row a trend_no of trend_branch, whether it is now or then, and branch-day
-- filters: the branch-days of trend_side; those that are taken off may be of dates without sales
-- made: by tools/redshift.py from sql/reports/trends/trend_loose_day.sql (lists)
-- given: given_places (places integer)
select
  side.trend_no,
  side.is_now,
  side.day_id,
  false as is_off
from trend_side as side
left join trend_week as whole
  on side.week_id = whole.week_id and side.trend_no = whole.trend_no and side.is_now = whole.is_now
where
  whole.week_id is null
union all
select
  whole.trend_no,
  whole.is_now,
  whole.week_id + counted.place as day_id,
  true as is_off
from trend_week as whole
cross join (
  select
    places as place
  from given_places
) as counted
left join trend_side as side
  on whole.week_id + counted.place = side.day_id
  and whole.trend_no = side.trend_no
  and whole.is_now = side.is_now
where
  side.day_id is null
