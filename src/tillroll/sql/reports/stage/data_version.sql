-- title: what changes when the data does
-- grain: one row
-- filters: none
select version
from data_version
