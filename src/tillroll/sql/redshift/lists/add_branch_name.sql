-- title: names, aliases and codes of branches, as the lists have them
-- grain: one row a name of a branch
-- filters: none
-- made: by tools/redshift.py from sql/lists/add_branch_name.sql (lists)
-- given: given_name_key (name_key varchar(4096), branch_id varchar(4096))
insert into branch_name (
  name_key,
  branch_id
)
select
  name_key,
  branch_id
from given_name_key
