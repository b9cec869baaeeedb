-- title: planned closures, as stored
-- grain: one row a planned closure
-- filters: none
select
    branch_id,
    region,
    closed_from,
    closed_to,
    reason
from closure
