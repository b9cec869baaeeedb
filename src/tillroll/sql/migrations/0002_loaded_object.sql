-- title: a warehouse of version 1 learns which objects of the staged form it has
-- grain: one row an object of the staged form that is loaded
-- filters: none
create table loaded_object (
    object_id uuid not null,
    run_id uuid not null,
    loaded_at timestamp not null
)
