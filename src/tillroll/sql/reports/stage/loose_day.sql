-- title: the chosen branch-days that are read one by one
-- grain: one row a branch-day of chosen_day of which something came
-- filters: branch-days of no week of whole_week; none where a :tender or :daypart is chosen, as there
select
    day.day_id,
    day.branch_id,
    day.trading_date,
    day.week_from,
    day.is_whole
from chosen_day as day
left join whole_week as week on day.week_id = week.week_id
where
    day.day_id is not null
    and week.week_id is null
    and coalesce(cast(:tender as varchar), cast(:daypart as varchar)) is null
