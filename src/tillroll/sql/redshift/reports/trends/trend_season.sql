-- title: how many times as large a share of the chain's sales each product has, and each hour, as it had
-- grain: one row a number of weeks and product or hour of the wall clock
-- filters: none: those that are told
-- made: by tools/redshift.py from sql/reports/trends/trend_season.sql (lists)
-- given: given_weeks (weeks integer, kind varchar(4096), part varchar(4096), times double precision)
select
  weeks,
  kind,
  part,
  times
from given_weeks
