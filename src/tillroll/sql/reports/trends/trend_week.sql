-- title: the weeks of branches that trends compare as one, for all of their branch-days are there
-- grain: one row a trend_no of trend_branch, whether it is now or then, and week
-- filters: the branch-days of trend_side
select
    told.trend_no,
    told.is_now,
    told.week_id
from (
    select
        trend_no,
        is_now,
        week_id,
        count(*) as days
    from trend_side
    group by trend_no, is_now, week_id
) as told
inner join branch_week as week on told.week_id = week.week_id and told.days = week.days
where week.week_from between cast(:earliest_day as date) - 6 and :last_day
