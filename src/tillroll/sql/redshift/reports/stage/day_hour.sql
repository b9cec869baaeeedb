-- title: open minutes and orders of the chosen whole branch-days by hour of the wall clock
-- grain: one row a weekday and hour in which a branch was open
-- filters: branch-days of chosen_day that are whole; orders outside the opening hours are left out; :daypart
-- made: by tools/redshift.py from sql/reports/stage/day_hour.sql (types, generate_series, isodow)
with profile as (
  select
    cast((
      (
        extract(dow from trading_date) + 6
      ) % 7 + 1
    ) as integer) as weekday,
    open_from,
    open_to,
    count(*) as days
  from chosen_day
  where
    is_whole and open_to > open_from
  group by
    (
      (
        extract(dow from trading_date) + 6
      ) % 7 + 1
    ),
    open_from,
    open_to
), clock as (
  select
    hour_no,
    hour_no % 24 as hour
  from (
    select
      0 as hour_no
    union all
    select
      1 as hour_no
    union all
    select
      2 as hour_no
    union all
    select
      3 as hour_no
    union all
    select
      4 as hour_no
    union all
    select
      5 as hour_no
    union all
    select
      6 as hour_no
    union all
    select
      7 as hour_no
    union all
    select
      8 as hour_no
    union all
    select
      9 as hour_no
    union all
    select
      10 as hour_no
    union all
    select
      11 as hour_no
    union all
    select
      12 as hour_no
    union all
    select
      13 as hour_no
    union all
    select
      14 as hour_no
    union all
    select
      15 as hour_no
    union all
    select
      16 as hour_no
    union all
    select
      17 as hour_no
    union all
    select
      18 as hour_no
    union all
    select
      19 as hour_no
    union all
    select
      20 as hour_no
    union all
    select
      21 as hour_no
    union all
    select
      22 as hour_no
    union all
    select
      23 as hour_no
    union all
    select
      24 as hour_no
    union all
    select
      25 as hour_no
    union all
    select
      26 as hour_no
    union all
    select
      27 as hour_no
    union all
    select
      28 as hour_no
    union all
    select
      29 as hour_no
    union all
    select
      30 as hour_no
    union all
    select
      31 as hour_no
    union all
    select
      32 as hour_no
    union all
    select
      33 as hour_no
    union all
    select
      34 as hour_no
    union all
    select
      35 as hour_no
    union all
    select
      36 as hour_no
    union all
    select
      37 as hour_no
    union all
    select
      38 as hour_no
    union all
    select
      39 as hour_no
    union all
    select
      40 as hour_no
    union all
    select
      41 as hour_no
    union all
    select
      42 as hour_no
    union all
    select
      43 as hour_no
    union all
    select
      44 as hour_no
    union all
    select
      45 as hour_no
    union all
    select
      46 as hour_no
    union all
    select
      47 as hour_no
  ) as series
), open_hour as (
  select
    profile.weekday,
    profile.open_from,
    profile.open_to,
    cast(clock.hour as integer) as hour,
    sum(
      profile.days * (
        least(profile.open_to, 60 * clock.hour_no + 60) - greatest(profile.open_from, 60 * clock.hour_no)
      )
    ) as minutes
  from profile
  inner join clock
    on 60 * clock.hour_no < profile.open_to and 60 * clock.hour_no + 60 > profile.open_from
  inner join report_daypart as part
    on clock.hour = part.hour
  where
    (
      cast(:daypart as varchar(4096)) is null or part.daypart = cast(:daypart as varchar(4096))
    )
  group by
    profile.weekday,
    profile.open_from,
    profile.open_to,
    clock.hour
)
select
  opened.weekday,
  opened.hour,
  sum(opened.minutes) as minutes,
  coalesce(sum(sold.orders), 0) as orders
from open_hour as opened
left join hour_sold as sold
  on sold.is_whole
  and opened.weekday = sold.weekday
  and opened.open_from = sold.open_from
  and opened.open_to = sold.open_to
  and opened.hour = sold.hour
group by
  opened.weekday,
  opened.hour
