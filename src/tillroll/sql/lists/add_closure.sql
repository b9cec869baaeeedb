-- title: planned closures, as the lists have them
-- grain: one row a planned closure
-- filters: none
insert into closure (
    branch_id, region, closed_from, closed_to, reason
)
select
    unnest(cast(:branch_id as varchar[])) as branch_id,
    unnest(cast(:region as varchar[])) as region,
    unnest(cast(:closed_from as date[])) as closed_from,
    unnest(cast(:closed_to as date[])) as closed_to,
    unnest(cast(:reason as varchar[])) as reason
