-- title: the wall clock of each time zone
-- grain: one row a time zone
-- filters: none
select
    unnest(cast(:zones as varchar[])) as time_zone,
    unnest(cast(:clocks as timestamp[])) as wall_at
