-- title: which database roles may read what, and whether they still exist
-- grain: one row a role and what it was given
-- filters: none
select
    given.role_name,
    given.kind,
    coalesce(branch.name, given.name) as name,
    role.rolname is not null as is_there
from reader_grant as given
left join branch on given.kind = 'branch' and given.name = branch.branch_id
left join pg_roles as role on given.role_name = role.rolname
order by given.role_name, given.kind, given.name
