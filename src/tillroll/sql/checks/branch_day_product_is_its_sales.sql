-- title: the mart branch_day_product says what the lines of the sales that count say
-- grain: one row an example, with the number of failures
-- filters: trading dates from :first_day to :last_day
with
expected as (
    select
        branch_id,
        trading_date,
        product_id,
        sum(quantity) as units,
        sum(gross_pence) as gross_pence,
        sum(net_pence) as net_pence
    from current_sale_line
    where trading_date between :first_day and :last_day
    group by branch_id, trading_date, product_id
),

mart as (
    select *
    from branch_day_product
    where trading_date between :first_day and :last_day
),

failing as (
    select
        concat_ws(
            ' | ',
            coalesce(mart.branch_id, expected.branch_id),
            cast(coalesce(mart.trading_date, expected.trading_date) as varchar),
            cast(coalesce(mart.product_id, expected.product_id) as varchar)
        ) as example
    from mart
    full join expected
        on
            mart.branch_id = expected.branch_id
            and mart.trading_date = expected.trading_date
            and mart.product_id = expected.product_id
    where
        mart.units is distinct from expected.units
        or mart.gross_pence is distinct from expected.gross_pence
        or mart.net_pence is distinct from expected.net_pence
)

select
    example,
    count(*) over () as failures
from failing
order by example
limit 5
