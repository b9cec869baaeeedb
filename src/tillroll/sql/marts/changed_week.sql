-- title: branch-weeks with a branch-day that a batch may change
-- grain: one row a branch and week, by the day_id of its Monday
-- filters: touched days
select distinct
    branch_id,
    cast(date_trunc('week', trading_date) as date) as week_from,
    day_id - cast(extract(isodow from trading_date) as bigint) + 1 as week_id
from touched_day
