-- title: Busiest hours
-- question: At which hours are the branches busiest?
-- grain: one row an hour of the wall clock, the busiest first
-- filters: dates, branch, region, franchise
-- units: hour hour, orders_per_open_hour orders per open branch-hour, orders orders, open_hours hours
-- definition: Mean orders per open branch-hour, so that branches which open longer don't count for more. A
--     branch-hour is open as far as it lies in the branch's opening hours of that day; where they are unknown, from
--     the hour of the first to the hour of the last sale. Orders outside the opening hours are left out, and partial
--     days too. The mean is withheld under 30 open branch-hours. On the night on which the clocks change, the hour
--     that comes twice counts as one.
with
chosen as (
    select
        day_id,
        open_from,
        open_to
    from branch_day_state
    where
        trading_date between :first_day and :last_day
        and branch_id = coalesce(cast(:branch_id as varchar), branch_id)
        and region = coalesce(cast(:region as varchar), region)
        and franchise = coalesce(cast(:franchise as varchar), franchise)
        and is_whole
        and open_to > open_from
),

profile as (
    select
        open_from,
        open_to,
        count(*) as days
    from chosen
    group by open_from, open_to
),

open_hour as (
    select
        profile.open_from,
        profile.open_to,
        profile.days,
        cast(clock.hour_no % 24 as integer) as hour,
        least(profile.open_to, 60 * clock.hour_no + 60) - greatest(profile.open_from, 60 * clock.hour_no) as minutes
    from profile
    cross join generate_series(0, 47) as clock (hour_no)
    where 60 * clock.hour_no < profile.open_to and 60 * clock.hour_no + 60 > profile.open_from
),

opened as (
    select
        hour,
        cast(sum(days * minutes) as double precision) / 60 as open_hours
    from open_hour
    group by hour
),

sold as (
    select
        mart.hour,
        sum(mart.orders) as orders
    from (
        select
            mart.hour,
            chosen.open_from,
            chosen.open_to,
            sum(mart.orders) as orders
        from branch_hour as mart
        inner join chosen on mart.day_id = chosen.day_id
        where mart.trading_date between :first_day and :last_day
        group by mart.hour, chosen.open_from, chosen.open_to
    ) as mart
    where exists (
        select 1 from open_hour
        where
            open_hour.hour = mart.hour
            and open_hour.open_from = mart.open_from
            and open_hour.open_to = mart.open_to
    )
    group by mart.hour
)

select
    opened.hour,
    case when opened.open_hours >= 30 then coalesce(sold.orders, 0) / opened.open_hours end as orders_per_open_hour,
    cast(coalesce(sold.orders, 0) as bigint) as orders,
    opened.open_hours
from opened
left join sold on opened.hour = sold.hour
order by orders_per_open_hour desc nulls last, opened.hour
