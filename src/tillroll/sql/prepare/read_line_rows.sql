-- title: read many plain files of one layout whose rows are lines of sales
-- grain: one row a line of a file after its header; the cells of the line stand in basket, parted by unit separators
-- filters: only columns named after a role are selected; the others, personal ones among them, never leave the reader
insert into raw_row by name
select
    cast(:first_document_no + file_index as integer) as document_no,
    cast(:format_no as smallint) as format_no,
    columns('^(placed_at|date|time|branch|till|total|tender)(\+.*)?$') as '\1',
    concat_ws(chr(31), *columns('(^|\+)line_')) as basket,
    concat_ws(chr(31), *columns('(^|\+)sale$')) as sale_ref
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
