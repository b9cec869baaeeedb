-- title: the data has a first name
-- grain: the one row of data_version
-- filters: none, if it has none yet
-- made: by tools/redshift.py from sql/migrations/name_data.sql (types)
insert into data_version (
  version
)
select
  cast(:version as char(36)) as version
where
  not exists(
    select
      1
    from data_version
  )
