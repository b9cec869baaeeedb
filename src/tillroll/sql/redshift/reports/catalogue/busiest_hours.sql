-- title: Busiest hours
-- grain: one row an hour of the wall clock, the busiest first
-- filters: dates, branch, region, franchise
-- made: by tools/redshift.py from sql/reports/catalogue/busiest_hours.sql (types, generate_series)
with chosen as (
  select
    day_id,
    open_from,
    open_to
  from branch_day_state
  where
    trading_date between :first_day and :last_day
    and branch_id = coalesce(cast(:branch_id as varchar(4096)), branch_id)
    and region = coalesce(cast(:region as varchar(4096)), region)
    and franchise = coalesce(cast(:franchise as varchar(4096)), franchise)
    and is_whole
    and open_to > open_from
), profile as (
  select
    open_from,
    open_to,
    count(*) as days
  from chosen
  group by
    open_from,
    open_to
), open_hour as (
  select
    profile.open_from,
    profile.open_to,
    profile.days,
    cast(clock.hour_no % 24 as integer) as hour,
    least(profile.open_to, 60 * clock.hour_no + 60) - greatest(profile.open_from, 60 * clock.hour_no) as minutes
  from profile
  cross join (
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
  ) as clock
  where
    60 * clock.hour_no < profile.open_to and 60 * clock.hour_no + 60 > profile.open_from
), opened as (
  select
    hour,
    cast(sum(days * minutes) as double precision) / 60 as open_hours
  from open_hour
  group by
    hour
), sold as (
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
    inner join chosen
      on mart.day_id = chosen.day_id
    where
      mart.trading_date between :first_day and :last_day
    group by
      mart.hour,
      chosen.open_from,
      chosen.open_to
  ) as mart
  where
    exists(
      select
        1
      from open_hour
      where
        open_hour.hour = mart.hour
        and open_hour.open_from = mart.open_from
        and open_hour.open_to = mart.open_to
    )
  group by
    mart.hour
)
select
  opened.hour,
  case when opened.open_hours >= 30 then coalesce(sold.orders, 0) / opened.open_hours end as orders_per_open_hour,
  cast(coalesce(sold.orders, 0) as bigint) as orders,
  opened.open_hours
from opened
left join sold
  on opened.hour = sold.hour
order by
  orders_per_open_hour desc nulls last,
  opened.hour
