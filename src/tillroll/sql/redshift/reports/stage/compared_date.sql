-- title: trading dates and the earlier ones that they are compared with
-- grain: one row a pair
-- filters: none
-- made: by tools/redshift.py from sql/reports/stage/compared_date.sql (lists)
-- given: given_dates (dates date, earlier date)
select
  dates as trading_date,
  earlier as earlier_date
from given_dates
