-- title: what each total text means, in pence
-- grain: one row a format and total text that reads
-- filters: none
create or replace temp table total_read as
select
    unnest(cast(:format_no as smallint[])) as format_no,
    unnest(cast(:total_text as varchar[])) as total_text,
    unnest(cast(:pence as bigint[])) as pence
