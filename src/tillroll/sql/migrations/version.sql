-- title: the version of the warehouse's tables
-- grain: one row
-- filters: none
select max(version) as version
from migration
