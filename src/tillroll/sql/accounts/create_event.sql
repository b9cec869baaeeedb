-- title: the audit log
-- grain: one row an event
-- filters: none
create table if not exists event (
    happened_at real not null,
    user_name text not null,
    kind text not null,
    about text not null
)
