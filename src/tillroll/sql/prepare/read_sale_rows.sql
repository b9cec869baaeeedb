-- title: read many plain files of one layout whose rows are sales
-- grain: one row a line of a file after its header
-- filters: only columns named after a role are selected; the others, personal ones among them, never leave the reader
insert into raw_row by name
select
    cast(:first_document_no + file_index as integer) as document_no,
    cast(:format_no as smallint) as format_no,
    columns('^(placed_at|date|time|branch|till|basket|total|tender)(\+.*)?$') as '\1'
from read_csv(
    :files,
    columns = :csv_columns,
    force_not_null = :all_columns,
    delim = :delimiter,
    skip = :header_line,
    header = false,
    auto_detect = false,
    quote = '"',
    escape = '"',
    strict_mode = true,
    max_line_size = 1048576,
    ignore_errors = :forgiving
)
