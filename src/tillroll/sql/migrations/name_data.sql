-- title: the data has a first name
-- grain: the one row of data_version
-- filters: none, if it has none yet
insert into data_version (version)
select cast(:version as uuid) as version
where not exists (select 1 from data_version)
