-- title: the data has a new name from now on, for a transaction changed it
-- grain: the one row of data_version
-- filters: none
update data_version
set version = cast(:version as uuid)
