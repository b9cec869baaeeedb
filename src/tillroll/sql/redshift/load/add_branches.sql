-- title: branches that registered themselves
-- grain: one row a branch with a staged sale that the warehouse does not know
-- filters: branches of good sales only, so that no broken row can name one
-- made: by tools/redshift.py from sql/load/add_branches.sql (types)
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
  staged.branch_id,
  staged.name,
  cast(null as varchar(4096)) as code,
  cast(null as varchar(4096)) as region,
  cast(null as varchar(4096)) as nation,
  cast(null as date) as opened_on,
  cast(null as date) as closed_on,
  cast(:time_zone as varchar(4096)) as time_zone,
  true as is_open_on_bank_holidays,
  false as has_hours,
  staged.held_reason is null as is_listed,
  staged.branch_no
from staged_branch as staged
where
  staged.branch_id in (
    select
      branch_id
    from staged_day
  )
  and not exists(
    select
      1
    from branch as known
    where
      known.branch_id = staged.branch_id
  )
