-- title: objects of the staged form that are loaded
-- grain: one row an object
-- filters: none
select object_id
from loaded_object
