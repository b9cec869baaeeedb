-- title: the branches that trends compare, each over some numbers of weeks
-- grain: one row a branch and number of weeks, with a number for the two; a bit for each compared day up to the last,
--     and for each day around them whether its week is read from there, or the day is added to weeks, or taken off them
-- filters: none: those that are told
select
    unnest(cast(:branch_ids as varchar[])) as branch_id,
    unnest(cast(:branch_nos as bigint[])) as branch_no,
    unnest(cast(:weeks as integer[])) as weeks,
    unnest(cast(:trend_nos as integer[])) as trend_no,
    unnest(cast(:days as bigint[])) as days,
    unnest(cast(:whole as bigint[])) as whole,
    unnest(cast(:added as bigint[])) as added,
    unnest(cast(:taken_off as bigint[])) as taken_off
