-- title: the moments written, each parted into a date's text and a time's
-- grain: one row a format and written moment
-- filters: none; a moment stands in one cell or in two
create or replace temp table moment_text as
with
written as (
    select distinct
        format_no,
        placed_at,
        date,
        time
    from raw_row
),

worded as (
    select
        written.*,
        fmt.date_words,
        string_split(regexp_replace(trim(
            case
                when fmt.date_words = 1 then regexp_replace(written.placed_at, '([0-9])T([0-9])', '\1 \2', 'g')
                else written.placed_at
            end
        ), ' +', ' ', 'g'), ' ') as words
    from written
    inner join read_format as fmt on written.format_no = fmt.format_no
)

select
    format_no,
    placed_at,
    date,
    time,
    coalesce(array_to_string(list_slice(words, 1, date_words), ' '), trim(date)) as date_text,
    coalesce(array_to_string(list_slice(words, date_words + 1, len(words)), ' '), trim(time)) as time_text
from worded
