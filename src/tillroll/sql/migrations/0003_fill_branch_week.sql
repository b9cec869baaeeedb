-- title: how many branch-days the sums of a week hold
-- grain: one row a branch and week with a branch-day
-- filters: none
insert into branch_week (week_id, branch_id, week_from, days)
select
    day_id - cast(extract(isodow from trading_date) as bigint) + 1 as week_id,
    branch_id,
    cast(date_trunc('week', trading_date) as date) as week_from,
    cast(count(*) as integer) as days
from branch_day
group by
    day_id - cast(extract(isodow from trading_date) as bigint) + 1,
    branch_id,
    cast(date_trunc('week', trading_date) as date)
