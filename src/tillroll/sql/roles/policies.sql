-- title: the tables of this schema that have a policy of a role
-- grain: one row a table
-- filters: policies named as the role :role
select tablename
from pg_policies
where schemaname = current_schema() and policyname = :role
order by tablename
