-- title: which of some objects of the staged form are loaded
-- grain: one row an object
-- filters: :object_ids
select object_id
from loaded_object
where object_id in (select unnest(cast(:object_ids as uuid[])))
