-- title: the dates each document writes, and how many rows write each
-- grain: one row a document and date text
-- filters: none
select
    raw.document_no,
    moment.date_text,
    count(*) as row_count
from raw_row as raw
inner join moment_text as moment
    on
        raw.format_no = moment.format_no
        and raw.placed_at is not distinct from moment.placed_at
        and raw.date is not distinct from moment.date
        and raw.time is not distinct from moment.time
group by raw.document_no, moment.date_text
