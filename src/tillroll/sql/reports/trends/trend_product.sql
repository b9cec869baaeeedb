-- title: trends of products
-- grain: one row a product, category and number of weeks
-- filters: none: those that are told
select
    unnest(cast(:product as varchar[])) as product,
    unnest(cast(:category as varchar[])) as category,
    unnest(cast(:weeks as integer[])) as weeks,
    unnest(cast(:own as double precision[])) as own,
    unnest(cast(:against as double precision[])) as against,
    unnest(cast(:low as double precision[])) as low,
    unnest(cast(:high as double precision[])) as high,
    unnest(cast(:net_pence as bigint[])) as net_pence,
    unnest(cast(:change_pence as bigint[])) as change_pence,
    unnest(cast(:units_pence as bigint[])) as units_pence,
    unnest(cast(:price_pence as bigint[])) as price_pence,
    unnest(cast(:against_pence as bigint[])) as against_pence
