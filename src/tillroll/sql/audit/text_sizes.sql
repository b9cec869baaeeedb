-- title: how many texts a table or view holds, and in how many a card number may stand
-- grain: one row a column that holds any
-- filters: the columns that are named
select
    column_name,
    count(*) as texts,
    cast(sum(strlen(value)) as bigint) as bytes,
    count_if(regexp_matches(value, '[0-9](?:[ -]?[0-9]){12}')) as likely
from (
    unpivot (
        select cast(columns(lambda each: list_contains(:column_names, each)) as varchar)
        from query_table(:table_name)
    )
    on columns(*) into name column_name value value
)
group by column_name
