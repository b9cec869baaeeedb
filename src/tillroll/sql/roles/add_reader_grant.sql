-- title: what a database role may read
-- grain: one row a role and what it was given
-- filters: none; :kinds and :names in step
insert into reader_grant (role_name, kind, name, granted_at)
select
    cast(:role as varchar) as role_name,
    unnest(cast(:kinds as varchar[])) as kind,
    unnest(cast(:names as varchar[])) as name,
    cast(:granted_at as timestamp) as granted_at
