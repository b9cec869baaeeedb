-- title: the times written
-- grain: one row a format and time text
-- filters: none
select distinct
    format_no,
    time_text
from moment_text
