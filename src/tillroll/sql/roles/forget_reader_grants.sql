-- title: a role that may read nothing any longer
-- grain: one row a role and what it was given
-- filters: grants of :role
delete from reader_grant
where role_name = :role
