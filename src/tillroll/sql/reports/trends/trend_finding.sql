-- title: findings
-- grain: one row a subject
-- filters: none: those that are told
select
    unnest(cast(:kind as varchar[])) as kind,
    unnest(cast(:branch_id as varchar[])) as branch_id,
    unnest(cast(:subject as varchar[])) as subject,
    unnest(cast(:region as varchar[])) as region,
    unnest(cast(:weeks as integer[])) as weeks,
    unnest(cast(:peers as varchar[])) as peers,
    unnest(cast(:size as double precision[])) as size,
    unnest(cast(:low as double precision[])) as low,
    unnest(cast(:high as double precision[])) as high,
    unnest(cast(:pence as bigint[])) as pence,
    unnest(cast(:traffic_pence as bigint[])) as traffic_pence,
    unnest(cast(:items_pence as bigint[])) as items_pence,
    unnest(cast(:price_pence as bigint[])) as price_pence,
    unnest(cast(:mix_pence as bigint[])) as mix_pence,
    unnest(cast(:words as varchar[])) as words
