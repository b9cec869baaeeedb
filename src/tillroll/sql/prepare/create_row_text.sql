-- title: the texts of each row that stand for one value each
-- grain: one row a data row
-- filters: none
create or replace temp table row_text as
select
    rowid as row_no,
    document_no,
    line_no,
    format_no,
    case
        when placed_at is null then date
        when date_words = 1 and contains(placed_at, 'T') then split_part(replace(trim(placed_at), 'T', ' '), ' ', 1)
        when date_words = 1 then split_part(ltrim(placed_at), ' ', 1)
        else array_to_string(list_slice(string_split(trim(placed_at), ' '), 1, date_words), ' ')
    end as date_text,
    case
        when placed_at is null then time
        when
            date_words = 1 and contains(placed_at, 'T')
            then substr(trim(placed_at), length(split_part(replace(trim(placed_at), 'T', ' '), ' ', 1)) + 2)
        when
            date_words = 1 and contains(ltrim(placed_at), ' ')
            then trim(substr(ltrim(placed_at), position(' ' in ltrim(placed_at)) + 1))
        when date_words = 1 then ''
        else array_to_string(list_slice(string_split(trim(placed_at), ' '), date_words + 1, 99), ' ')
    end as time_text,
    coalesce(branch, '') as branch_text,
    trim(coalesce(till, '')) as till_text,
    total as total_text,
    tender as tender_text,
    sale_ref
from raw_row
