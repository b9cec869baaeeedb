-- title: a warehouse of version 1 learns which objects of the staged form it has
-- grain: one row an object of the staged form that is loaded
-- filters: none
-- made: by tools/redshift.py from sql/migrations/0002_loaded_object.sql (types)
create table loaded_object (
  object_id char(36) not null,
  run_id char(36) not null,
  loaded_at timestamp not null
)
