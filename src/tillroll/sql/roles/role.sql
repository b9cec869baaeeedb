-- title: what a database role is, before it is given anything
-- grain: one row, or none if there is no such role
-- filters: the role :role
select
    role.rolsuper or role.rolbypassrls as sees_all,
    pg_has_role(role.oid, current_user, 'member') as is_owner
from pg_roles as role
where role.rolname = :role
