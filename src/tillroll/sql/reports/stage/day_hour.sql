-- title: open minutes and orders of the chosen whole branch-days by hour of the wall clock
-- grain: one row a weekday and hour in which a branch was open
-- filters: branch-days of chosen_day that are whole; orders outside the opening hours are left out; :daypart
with
profile as (
    select
        cast(extract(isodow from trading_date) as integer) as weekday,
        open_from,
        open_to,
        count(*) as days
    from chosen_day
    where is_whole and open_to > open_from
    group by extract(isodow from trading_date), open_from, open_to
),

clock as (
    select
        hour_no,
        hour_no % 24 as hour
    from generate_series(0, 47) as series (hour_no)
),

open_hour as (
    select
        profile.weekday,
        profile.open_from,
        profile.open_to,
        cast(clock.hour as integer) as hour,
        sum(
            profile.days
            * (
                least(profile.open_to, 60 * clock.hour_no + 60)
                - greatest(profile.open_from, 60 * clock.hour_no)
            )
        ) as minutes
    from profile
    inner join clock on 60 * clock.hour_no < profile.open_to and 60 * clock.hour_no + 60 > profile.open_from
    inner join report_daypart as part on clock.hour = part.hour
    where (cast(:daypart as varchar) is null or part.daypart = cast(:daypart as varchar))
    group by profile.weekday, profile.open_from, profile.open_to, clock.hour
)

select
    opened.weekday,
    opened.hour,
    sum(opened.minutes) as minutes,
    coalesce(sum(sold.orders), 0) as orders
from open_hour as opened
left join hour_sold as sold
    on
        sold.is_whole
        and opened.weekday = sold.weekday
        and opened.open_from = sold.open_from
        and opened.open_to = sold.open_to
        and opened.hour = sold.hour
group by opened.weekday, opened.hour
