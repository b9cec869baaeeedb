-- title: the formats of this batch, as far as SQL needs them
-- grain: one row a format
-- filters: none
create or replace temp table read_format as
select
    unnest(cast(:format_no as smallint[])) as format_no,
    unnest(cast(:kind as varchar[])) as kind,
    unnest(cast(:date_words as smallint[])) as date_words,
    unnest(cast(:item_separator as varchar[])) as item_separator,
    unnest(cast(:time_zone as varchar[])) as time_zone,
    unnest(cast(:sale_part as tinyint[])) as sale_part
