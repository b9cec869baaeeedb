-- title: the branch-weeks that are read as one: all of their branch-days are chosen and whole
-- grain: one row a branch and week
-- filters: weeks of chosen_day; none where a :tender or :daypart is chosen, for no mart knows items of these
select
    week.week_id,
    week.branch_id,
    week.week_from
from branch_week as week
inner join (
    select
        week_id,
        count(*) as days
    from chosen_day
    where is_whole and day_id is not null
    group by week_id
) as chosen on week.week_id = chosen.week_id and week.days = chosen.days
where
    week.week_from between cast(:first_day as date) - 6 and :last_day
    and coalesce(cast(:tender as varchar), cast(:daypart as varchar)) is null
