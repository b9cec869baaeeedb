-- title: the parts of a trading day
-- grain: one row an hour of the wall clock
-- filters: none
-- made: by tools/redshift.py from sql/reports/stage/report_daypart.sql (types, values)
select
  cast(part.daypart as varchar(4096)) as daypart,
  part.place,
  part.hour
from (
  select
    'early' as daypart,
    1 as place,
    4 as hour
  union all
  select
    'early' as daypart,
    1 as place,
    5 as hour
  union all
  select
    'early' as daypart,
    1 as place,
    6 as hour
  union all
  select
    'early' as daypart,
    1 as place,
    7 as hour
  union all
  select
    'morning' as daypart,
    2 as place,
    8 as hour
  union all
  select
    'morning' as daypart,
    2 as place,
    9 as hour
  union all
  select
    'morning' as daypart,
    2 as place,
    10 as hour
  union all
  select
    'morning' as daypart,
    2 as place,
    11 as hour
  union all
  select
    'lunch' as daypart,
    3 as place,
    12 as hour
  union all
  select
    'lunch' as daypart,
    3 as place,
    13 as hour
  union all
  select
    'lunch' as daypart,
    3 as place,
    14 as hour
  union all
  select
    'afternoon' as daypart,
    4 as place,
    15 as hour
  union all
  select
    'afternoon' as daypart,
    4 as place,
    16 as hour
  union all
  select
    'afternoon' as daypart,
    4 as place,
    17 as hour
  union all
  select
    'evening' as daypart,
    5 as place,
    18 as hour
  union all
  select
    'evening' as daypart,
    5 as place,
    19 as hour
  union all
  select
    'evening' as daypart,
    5 as place,
    20 as hour
  union all
  select
    'evening' as daypart,
    5 as place,
    21 as hour
  union all
  select
    'evening' as daypart,
    5 as place,
    22 as hour
  union all
  select
    'evening' as daypart,
    5 as place,
    23 as hour
  union all
  select
    'evening' as daypart,
    5 as place,
    0 as hour
  union all
  select
    'evening' as daypart,
    5 as place,
    1 as hour
  union all
  select
    'evening' as daypart,
    5 as place,
    2 as hour
  union all
  select
    'evening' as daypart,
    5 as place,
    3 as hour
) as part
