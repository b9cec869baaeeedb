-- title: opening hours, as the lists have them
-- grain: one row a weekday on which a branch opens
-- filters: none
insert into branch_hours (
    branch_id, weekday, opens_at, closes_at
)
select
    unnest(cast(:branch_id as varchar[])) as branch_id,
    unnest(cast(:weekday as integer[])) as weekday,
    unnest(cast(:opens_at as time[])) as opens_at,
    unnest(cast(:closes_at as time[])) as closes_at
