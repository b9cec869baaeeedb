-- title: the branch-days that trends compare, now and then
-- grain: one row a branch, number of weeks and pair of days; each branch over a number of weeks has a trend_no
-- filters: none: those that are told, as a bit for each of the last days up to :last_day
with
told as (
    select
        unnest(cast(:branch_ids as varchar[])) as branch_id,
        unnest(cast(:branch_nos as bigint[])) as branch_no,
        unnest(cast(:weeks as integer[])) as weeks,
        unnest(cast(:trend_nos as integer[])) as trend_no,
        unnest(cast(:days as bigint[])) as days
),

counted as (
    select
        unnest(cast(:backs as integer[])) as back,
        unnest(cast(:bits as bigint[])) as bit
),

pair as (
    select
        told.branch_id,
        told.weeks,
        told.trend_no,
        cast(:last_day as date) - counted.back as trading_date,
        told.branch_no * 4000000 + (cast(:last_day as date) - cast('0001-01-01' as date)) - counted.back as day_id
    from told
    cross join counted
    where (told.days & counted.bit) <> 0
)

select
    branch_id,
    weeks,
    trend_no,
    trading_date,
    day_id,
    day_id - 7 * weeks as day_id_then
from pair
