-- title: branches, as the lists have them
-- grain: one row a branch
-- filters: none
-- made: by tools/redshift.py from sql/lists/add_branch.sql (lists)
-- given: given_branch_id (branch_id varchar(4096), name varchar(4096), code varchar(4096), region varchar(4096), nation varchar(4096), opened_on date, closed_on date, time_zone varchar(4096), is_open_on_bank_holidays boolean, has_hours boolean, is_listed boolean, branch_no bigint)
insert into branch (
  branch_id,
  name,
  code,
  region,
  nation,
  opened_on,
  closed_on,
  time_zone,
  is_open_on_bank_holidays,
  has_hours,
  is_listed,
  branch_no
)
select
  branch_id,
  name,
  code,
  region,
  nation,
  opened_on,
  closed_on,
  time_zone,
  is_open_on_bank_holidays,
  has_hours,
  is_listed,
  branch_no
from given_branch_id
