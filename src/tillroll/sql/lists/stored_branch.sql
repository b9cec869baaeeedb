-- title: branches, as stored
-- grain: one row a branch
-- filters: none
select
    branch_id,
    name,
    code,
    region,
    nation,
    opened_on,
    closed_on,
    time_zone,
    is_open_on_bank_holidays,
    has_hours,
    is_listed,
    branch_no
from branch
