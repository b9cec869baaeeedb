-- title: the branch-weeks that are read as one among those that the chosen ones are compared with
-- grain: one row a branch and week of which all branch-days are in earlier_day, and whole
-- filters: weeks of earlier_day, in which each branch-day must stand once; none where a :tender or :daypart is chosen,
--     for no mart knows items of these
select week.week_id
from branch_week as week
inner join (
    select
        day_id - cast(extract(isodow from trading_date) as bigint) + 1 as week_id,
        count(*) as days
    from earlier_day
    where is_whole and day_id is not null
    group by day_id - cast(extract(isodow from trading_date) as bigint) + 1
) as earlier on week.week_id = earlier.week_id and week.days = earlier.days
where
    week.week_from between cast(:earlier_first as date) - 6 and :earlier_last
    and coalesce(cast(:tender as varchar), cast(:daypart as varchar)) is null
