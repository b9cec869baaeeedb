-- title: documents that write an hour with one digit, as spreadsheets do
-- grain: one row a document
-- filters: none
select distinct raw.document_no
from raw_row as raw
inner join moment_text as moment
    on
        raw.format_no = moment.format_no
        and raw.placed_at is not distinct from moment.placed_at
        and raw.date is not distinct from moment.date
        and raw.time is not distinct from moment.time
where substr(moment.time_text, 2, 1) = ':'
