-- title: branches take another spelling of their names
-- grain: one row a branch
-- filters: branches in :branch_ids
-- made: by tools/redshift.py from sql/load/name_branches.sql (lists)
-- given: given_branch_ids (branch_ids varchar(4096), names varchar(4096))
update branch set name = spelt.name
from (
  select
    branch_ids as branch_id,
    names as name
  from given_branch_ids
) as spelt
where
  branch.branch_id = spelt.branch_id
