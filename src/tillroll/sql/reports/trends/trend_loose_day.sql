-- title: the branch-days that trends compare and that are of no week of trend_week
-- grain: one row a trend_no of trend_branch, whether it is now or then, and branch-day
-- filters: the branch-days of trend_side
select
    side.trend_no,
    side.is_now,
    side.day_id
from trend_side as side
left join trend_week as whole
    on side.week_id = whole.week_id and side.trend_no = whole.trend_no and side.is_now = whole.is_now
where whole.week_id is null
