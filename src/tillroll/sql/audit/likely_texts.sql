-- title: the texts of a table or view in which a card number may stand
-- grain: one row a column and text, with the number of rows that hold it
-- filters: the columns that are named; texts with at least 13 digits that only single blanks or dashes part
select
    column_name,
    value,
    count(*) as row_count
from (
    unpivot (
        select cast(columns(lambda each: list_contains(:column_names, each)) as varchar)
        from query_table(:table_name)
    )
    on columns(*) into name column_name value value
)
where regexp_matches(value, '[0-9](?:[ -]?[0-9]){12}')
group by column_name, value
