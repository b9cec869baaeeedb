-- title: the wall clock of each time zone
-- grain: one row a time zone
-- filters: none
-- made: by tools/redshift.py from sql/reports/stage/zone_clock.sql (lists)
-- given: given_zones (zones varchar(4096), clocks timestamp)
select
  zones as time_zone,
  clocks as wall_at
from given_zones
