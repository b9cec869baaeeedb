-- title: the weeks of branches that trends read whole, for most of their branch-days are compared
-- grain: one row a trend_no of trend_branch, whether it is now or then, and week
-- filters: the branch-days of trend_side
-- A week and the days that are taken off it are fewer rows than the days that are compared.
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
inner join branch_week as week on told.week_id = week.week_id
where
    week.week_from between cast(:earliest_day as date) - 6 and :last_day
    and 1 + week.days - told.days < told.days
