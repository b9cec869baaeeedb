-- title: the parts of a trading day
-- grain: one row a run of hours of one part
-- filters: none; the hours are those of the wall clock
-- made: by tools/redshift.py from sql/reports/stage/report_daypart.sql (types, values)
select
  cast(part.daypart as varchar(4096)) as daypart,
  part.place,
  part.from_hour,
  part.to_hour
from (
  select
    'early' as daypart,
    1 as place,
    4 as from_hour,
    8 as to_hour
  union all
  select
    'morning' as daypart,
    2 as place,
    8 as from_hour,
    12 as to_hour
  union all
  select
    'lunch' as daypart,
    3 as place,
    12 as from_hour,
    15 as to_hour
  union all
  select
    'afternoon' as daypart,
    4 as place,
    15 as from_hour,
    18 as to_hour
  union all
  select
    'evening' as daypart,
    5 as place,
    18 as from_hour,
    24 as to_hour
  union all
  select
    'evening' as daypart,
    5 as place,
    0 as from_hour,
    4 as to_hour
) as part
