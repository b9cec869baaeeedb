-- title: tills of branches, as the lists have them
-- grain: one row a till of a branch
-- filters: none
-- made: by tools/redshift.py from sql/lists/add_branch_till.sql (lists)
-- given: given_branch_id (branch_id varchar(4096), till varchar(4096))
insert into branch_till (
  branch_id,
  till
)
select
  branch_id,
  till
from given_branch_id
