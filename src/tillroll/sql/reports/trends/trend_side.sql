-- title: the branch-days that trends compare, each by itself
-- grain: one row a trend_no of trend_branch, whether it is now or then, and branch-day
-- filters: the pairs of days of trend_day
select
    trend_no,
    1 as is_now,
    day_id,
    day_id - cast(extract(isodow from trading_date) as bigint) + 1 as week_id
from trend_day
union all
select
    trend_no,
    0 as is_now,
    day_id_then as day_id,
    day_id_then - cast(extract(isodow from trading_date) as bigint) + 1 as week_id
from trend_day
