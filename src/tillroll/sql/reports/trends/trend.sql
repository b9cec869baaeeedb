-- title: trends of branches, regions and the chain
-- grain: one row a subject and number of weeks
-- filters: none: those that are told
select
    unnest(cast(:kind as varchar[])) as kind,
    unnest(cast(:branch_id as varchar[])) as branch_id,
    unnest(cast(:subject as varchar[])) as subject,
    unnest(cast(:region as varchar[])) as region,
    unnest(cast(:weeks as integer[])) as weeks,
    unnest(cast(:own as double precision[])) as own,
    unnest(cast(:own_low as double precision[])) as own_low,
    unnest(cast(:own_high as double precision[])) as own_high,
    unnest(cast(:against as double precision[])) as against,
    unnest(cast(:low as double precision[])) as low,
    unnest(cast(:high as double precision[])) as high,
    unnest(cast(:peers as varchar[])) as peers,
    unnest(cast(:peer_branches as integer[])) as peer_branches,
    unnest(cast(:net_pence as bigint[])) as net_pence,
    unnest(cast(:change_pence as bigint[])) as change_pence,
    unnest(cast(:traffic_pence as bigint[])) as traffic_pence,
    unnest(cast(:items_pence as bigint[])) as items_pence,
    unnest(cast(:price_pence as bigint[])) as price_pence,
    unnest(cast(:mix_pence as bigint[])) as mix_pence,
    unnest(cast(:against_pence as bigint[])) as against_pence,
    unnest(cast(:days as integer[])) as days,
    unnest(cast(:wild_days as integer[])) as wild_days,
    unnest(cast(:reason as varchar[])) as reason
