-- title: the warehouse's tables are of this version from now on
-- grain: one row
-- filters: none
insert into migration (version, applied_at)
values (cast(:version as integer), cast(:applied_at as timestamp))
