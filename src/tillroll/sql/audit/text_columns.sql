-- title: every column that can hold a text
-- grain: one row a table or view, with the names of such columns
-- filters: the warehouse's own schemas; numbers, times, flags and identities can hold no text
select
    '"' || replace(schema_name, '"', '""') || '"."' || replace(table_name, '"', '""') || '"' as quoted_name,
    table_name,
    list(column_name order by column_index) as column_names
from duckdb_columns()
where
    database_name = current_database()
    and not internal
    and not regexp_matches(
        data_type,
        '^(BOOLEAN|U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DECIMAL.*|FLOAT|DOUBLE|DATE|TIME.*|INTERVAL|UUID)$'
    )
group by schema_name, table_name
order by schema_name, table_name
