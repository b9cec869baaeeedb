-- title: the mart branch_week_product says what branch_day_product says of each week
-- grain: one row an example, with the number of failures
-- filters: none
with
expected as (
    select
        day_id - cast(extract(isodow from trading_date) as bigint) + 1 as week_id,
        branch_id,
        product_id,
        min(trading_date) as first_day,
        max(trading_date) as last_day,
        sum(units) as units,
        sum(gross_pence) as gross_pence,
        sum(net_pence) as net_pence
    from branch_day_product
    group by day_id - cast(extract(isodow from trading_date) as bigint) + 1, branch_id, product_id
),

failing as (
    select
        concat_ws(
            ' | ',
            coalesce(mart.branch_id, expected.branch_id),
            cast(coalesce(mart.week_id, expected.week_id) as varchar),
            cast(coalesce(mart.product_id, expected.product_id) as varchar)
        ) as example
    from branch_week_product as mart
    full join expected on mart.week_id = expected.week_id and mart.product_id = expected.product_id
    where
        mart.first_day is distinct from expected.first_day
        or mart.last_day is distinct from expected.last_day
        or mart.units is distinct from expected.units
        or mart.gross_pence is distinct from expected.gross_pence
        or mart.net_pence is distinct from expected.net_pence
        or mart.branch_id is distinct from expected.branch_id
)

select
    example,
    count(*) over () as failures
from failing
order by example
limit 5
