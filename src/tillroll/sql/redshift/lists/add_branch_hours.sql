-- title: opening hours, as the lists have them
-- grain: one row a weekday on which a branch opens
-- filters: none
-- made: by tools/redshift.py from sql/lists/add_branch_hours.sql (lists)
-- given: given_branch_id (branch_id varchar(4096), weekday integer, opens_at time, closes_at time)
insert into branch_hours (
  branch_id,
  weekday,
  opens_at,
  closes_at
)
select
  branch_id,
  weekday,
  opens_at,
  closes_at
from given_branch_id
