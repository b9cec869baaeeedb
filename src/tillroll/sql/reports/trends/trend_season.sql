-- title: how many times as large a share of the chain's sales each product has, and each hour, as it had
-- grain: one row a number of weeks and product or hour of the wall clock
-- filters: none: those that are told
select
    unnest(cast(:weeks as integer[])) as weeks,
    unnest(cast(:kind as varchar[])) as kind,
    unnest(cast(:part as varchar[])) as part,
    unnest(cast(:times as double precision[])) as times
