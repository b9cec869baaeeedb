-- title: what each time text means
-- grain: one row a format and time text that reads
-- filters: none
create or replace temp table time_read as
select
    unnest(cast(:format_no as smallint[])) as format_no,
    unnest(cast(:time_text as varchar[])) as time_text,
    unnest(cast(:seconds as integer[])) as seconds
