-- title: the register as a table that reports join
-- grain: one row an expected or received branch-day
-- filters: none: it begins empty
-- made: by tools/redshift.py from sql/reports/stage/branch_day_state.sql (types)
select
  cast(null as bigint) as day_id,
  cast(null as varchar(4096)) as branch_id,
  cast(null as varchar(4096)) as branch_name,
  cast(null as varchar(4096)) as region,
  cast(null as varchar(4096)) as franchise,
  cast(null as date) as trading_date,
  cast(null as varchar(4096)) as state,
  cast(null as varchar(4096)) as reason,
  cast(null as boolean) as is_expected,
  cast(null as boolean) as is_punctual,
  cast(null as boolean) as is_known,
  cast(null as boolean) as is_whole,
  cast(null as integer) as open_from,
  cast(null as integer) as open_to,
  cast(null as integer) as open_minutes,
  cast(null as integer) as due_minutes,
  cast(null as timestamp) as last_at,
  cast(null as bigint) as net_pence,
  cast(null as bigint) as gross_pence,
  cast(null as bigint) as discount_pence,
  cast(null as bigint) as refund_pence,
  cast(null as bigint) as orders,
  cast(null as decimal(18, 3)) as units,
  cast(null as decimal(18, 3)) as counted
where
  false
