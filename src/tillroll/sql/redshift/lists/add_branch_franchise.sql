-- title: who owned which branch when, as the lists have them
-- grain: one row a span of ownership
-- filters: none
-- made: by tools/redshift.py from sql/lists/add_branch_franchise.sql (lists)
-- given: given_branch_id (branch_id varchar(4096), franchise varchar(4096), owned_from date, owned_to date)
insert into branch_franchise (
  branch_id,
  franchise,
  owned_from,
  owned_to
)
select
  branch_id,
  franchise,
  owned_from,
  owned_to
from given_branch_id
