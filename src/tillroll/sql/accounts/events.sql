-- title: the audit log, the newest first
-- grain: one row an event, in the order in which they were kept
-- filters: of :kind if it is not empty, kept before event :before, happened since :since; at most :row_limit
select
    rowid as event_no,
    happened_at,
    user_name,
    kind,
    about
from event
where
    (:kind = '' or kind = :kind)
    and rowid < :before
    and happened_at >= :since
order by rowid desc
limit :row_limit
