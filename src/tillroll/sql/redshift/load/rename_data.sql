-- title: the data has a new name from now on, for a transaction changed it
-- grain: the one row of data_version
-- filters: none
-- made: by tools/redshift.py from sql/load/rename_data.sql (types)
update data_version set version = cast(:version as char(36))
