-- title: failed sign-ins
-- grain: one row a try and what it counts against
-- filters: none
create table if not exists failure (
    failed_at real not null,
    counted_for text not null
)
