-- title: the parts of a trading day
-- grain: one row a run of hours of one part
-- filters: none; the hours are those of the wall clock
-- made: by tools/redshift.py from sql/reports/stage/report_daypart.sql (types)
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
    'morning',
    2,
    8,
    12
  union all
  select
    'lunch',
    3,
    12,
    15
  union all
  select
    'afternoon',
    4,
    15,
    18
  union all
  select
    'evening',
    5,
    18,
    24
  union all
  select
    'evening',
    5,
    0,
    4
) as part
