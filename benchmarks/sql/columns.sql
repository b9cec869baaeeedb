-- Every column of every table that holds data, in the order of the table.
select
    columns.table_name,
    columns.column_name,
    columns.data_type
from information_schema.columns as columns
inner join information_schema.tables as tables
    on
        columns.table_schema = tables.table_schema
        and columns.table_name = tables.table_name
where
    columns.table_schema in ('main', 'public')
    and tables.table_type = 'BASE TABLE'
    and columns.table_name <> 'data_version'
order by columns.table_name, columns.ordinal_position
