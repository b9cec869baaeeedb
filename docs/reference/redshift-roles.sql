-- Written by `make docs` from `tillroll.contract.rights`: change it there.
-- Run it before the first load, with the schema's name in the place of `sales` and the database's of
-- `the_database`. For another schema leave out the first three statements: the roles are there.
-- What it means, and that it has not been run on a cluster, is told in docs/how-to/redshift.md.

create role tillroll_loader;

create role tillroll_reader;

create role tillroll_franchise;

grant create on database the_database to role tillroll_loader;

grant usage, create on schema sales to role tillroll_loader;

grant usage on schema sales to role tillroll_reader, role tillroll_franchise;
