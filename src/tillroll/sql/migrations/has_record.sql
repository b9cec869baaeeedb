-- title: whether the warehouse has been made
-- grain: one row
-- filters: none
select count(*) > 0 as has_record
from information_schema.tables
where table_name = 'migration' and table_catalog = current_database()
