-- title: bank holidays among the dates of a comparison
-- grain: one row a nation and bank holiday
-- filters: none
-- made: by tools/redshift.py from sql/reports/stage/bank_holiday.sql (lists)
-- given: given_nations (nations varchar(4096), holidays date)
select
  nations as nation,
  holidays as holiday
from given_nations
