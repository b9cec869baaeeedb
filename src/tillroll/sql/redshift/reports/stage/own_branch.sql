-- title: the branches of the scope, by what tells them apart
-- grain: one row a branch
-- filters: :branch_ids with :labels, in step
-- made: by tools/redshift.py from sql/reports/stage/own_branch.sql (lists)
-- given: given_branch_ids (branch_ids varchar(4096), labels varchar(4096))
select
  branch_ids as branch_id,
  labels as branch_name
from given_branch_ids
