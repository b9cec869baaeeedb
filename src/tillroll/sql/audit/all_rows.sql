-- title: all that a table or view holds
-- grain: one row a row of it
-- filters: none
select *
from query_table(:table_name)
