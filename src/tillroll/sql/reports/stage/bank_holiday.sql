-- title: bank holidays among the dates of a comparison
-- grain: one row a nation and bank holiday
-- filters: none
select
    unnest(cast(:nations as varchar[])) as nation,
    unnest(cast(:holidays as date[])) as holiday
