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
        when placed_at is null then trim(date)
        when
            date_words = 1 and contains(placed_at, 'T') and regexp_matches(placed_at, '\dT\d')
            then split_part(regexp_replace(trim(placed_at), '([0-9])T([0-9])', '\1 \2'), ' ', 1)
        when date_words = 1 then split_part(ltrim(placed_at), ' ', 1)
        else array_to_string(list_slice(string_split(trim(placed_at), ' '), 1, date_words), ' ')
    end as date_text,
    case
        when placed_at is null then trim(time)
        when
            date_words = 1 and contains(placed_at, 'T') and regexp_matches(placed_at, '\dT\d')
            then trim(substr(
                trim(placed_at),
                length(split_part(regexp_replace(trim(placed_at), '([0-9])T([0-9])', '\1 \2'), ' ', 1)) + 2
            ))
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
    case
        when contains(sale_ref, ' ') then regexp_replace(trim(sale_ref), ' *' || chr(31) || ' *', chr(31), 'g')
        else sale_ref
    end as sale_ref
from raw_row
