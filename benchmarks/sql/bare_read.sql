-- Every column of every file, as text, in memory: the least that any reader does.
create table till_row as
select *
from read_csv(
    :files,
    columns = :columns,
    header = false,
    auto_detect = false,
    delim = ',',
    quote = '"',
    escape = '"'
)
