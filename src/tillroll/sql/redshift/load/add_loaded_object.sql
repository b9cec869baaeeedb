-- title: an object of the staged form is loaded
-- grain: one row an object
-- filters: objects that the ledger does not have yet
-- made: by tools/redshift.py from sql/load/add_loaded_object.sql (types)
insert into loaded_object (
  object_id,
  run_id,
  loaded_at
)
select
  given.object_id,
  given.run_id,
  given.loaded_at
from (
  select
    cast(:object_id as char(36)) as object_id,
    cast(:run_id as char(36)) as run_id,
    cast(:loaded_at as timestamp) as loaded_at
) as given
where
  not exists(
    select
      1
    from loaded_object as known
    where
      known.object_id = given.object_id
  )
