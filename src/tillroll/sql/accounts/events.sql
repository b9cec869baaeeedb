-- title: the audit log, the newest first
-- grain: one row an event
-- filters: :row_limit
select
    happened_at,
    user_name,
    kind,
    about
from event
order by happened_at desc, rowid desc
limit :row_limit
