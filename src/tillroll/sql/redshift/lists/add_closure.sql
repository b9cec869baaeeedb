-- title: planned closures, as the lists have them
-- grain: one row a planned closure
-- filters: none
-- made: by tools/redshift.py from sql/lists/add_closure.sql (lists)
-- given: given_branch_id (branch_id varchar(4096), region varchar(4096), closed_from date, closed_to date, reason varchar(4096))
insert into closure (
  branch_id,
  region,
  closed_from,
  closed_to,
  reason
)
select
  branch_id,
  region,
  closed_from,
  closed_to,
  reason
from given_branch_id
