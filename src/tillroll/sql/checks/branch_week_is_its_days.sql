-- title: the mart branch_week counts the branch-days of each week
-- grain: one row an example, with the number of failures
-- filters: none
with
expected as (
    select
        day_id - cast(extract(isodow from trading_date) as bigint) + 1 as week_id,
        branch_id,
        count(*) as days
    from branch_day
    group by day_id - cast(extract(isodow from trading_date) as bigint) + 1, branch_id
),

failing as (
    select
        concat_ws(
            ' | ',
            coalesce(mart.branch_id, expected.branch_id),
            cast(coalesce(mart.week_id, expected.week_id) as varchar)
        ) as example
    from branch_week as mart
    full join expected on mart.week_id = expected.week_id
    where
        mart.days is distinct from expected.days
        or mart.branch_id is distinct from expected.branch_id
        or mart.week_id - mart.week_id % 4000000 + (mart.week_from - cast('0001-01-01' as date)) <> mart.week_id
)

select
    example,
    count(*) over () as failures
from failing
order by example
limit 5
