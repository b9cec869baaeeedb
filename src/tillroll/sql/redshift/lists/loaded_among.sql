-- title: which of some objects of the staged form are loaded
-- grain: one row an object
-- filters: :object_ids
-- made: by tools/redshift.py from sql/lists/loaded_among.sql (lists)
-- given: given_object_ids (object_ids char(36))
select
  object_id
from loaded_object
where
  object_id in (
    select
      object_ids
    from given_object_ids
  )
