-- title: how many rows a staged table has
-- grain: one row
-- filters: none
select count(*) as row_count
from query_table(:table_name)
