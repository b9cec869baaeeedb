-- title: every row, with its moment parted into a date's text and a time's
-- grain: one row a data row
-- filters: none
create or replace temp view timed_row as
select
    raw.rowid as row_no,
    raw.*,
    moment.date_text,
    moment.time_text
from raw_row as raw
inner join moment_text as moment
    on
        raw.format_no = moment.format_no
        and raw.placed_at is not distinct from moment.placed_at
        and raw.date is not distinct from moment.date
        and raw.time is not distinct from moment.time
