-- title: what each date text means in each document
-- grain: one row a document and date text that reads
-- filters: none
create or replace temp table date_read as
select
    unnest(cast(:document_no as integer[])) as document_no,
    unnest(cast(:date_text as varchar[])) as date_text,
    unnest(cast(:date as date[])) as date
