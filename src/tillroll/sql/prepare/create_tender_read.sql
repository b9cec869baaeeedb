-- title: what each payment text means
-- grain: one row a format and payment text that reads
-- filters: none
create or replace temp table tender_read as
select
    unnest(cast(:format_no as smallint[])) as format_no,
    unnest(cast(:tender_text as varchar[])) as tender_text,
    unnest(cast(:tender as varchar[])) as tender
