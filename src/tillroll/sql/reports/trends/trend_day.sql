-- title: the branch-days that trends compare, now and then
-- grain: one row a branch, number of weeks and pair of days
-- filters: none: those that are told
select
    unnest(cast(:branch_ids as varchar[])) as branch_id,
    unnest(cast(:weeks as integer[])) as weeks,
    unnest(cast(:trading_dates as date[])) as trading_date,
    unnest(cast(:day_ids as bigint[])) as day_id,
    unnest(cast(:day_ids_then as bigint[])) as day_id_then
