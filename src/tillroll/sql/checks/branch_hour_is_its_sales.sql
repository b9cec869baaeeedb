-- title: the mart branch_hour says what the sales that count say
-- grain: one row an example, with the number of failures
-- filters: trading dates from :first_day to :last_day
with
expected as (
    select
        branch_id,
        trading_date,
        cast(extract(hour from placed_at) as integer) as hour,
        count(case when not is_refund then 1 end) as orders,
        sum(total_pence) as net_pence
    from current_sale
    where trading_date between :first_day and :last_day
    group by branch_id, trading_date, extract(hour from placed_at)
),

mart as (
    select *
    from branch_hour
    where trading_date between :first_day and :last_day
),

failing as (
    select
        concat_ws(
            ' | ',
            coalesce(mart.branch_id, expected.branch_id),
            cast(coalesce(mart.trading_date, expected.trading_date) as varchar),
            cast(coalesce(mart.hour, expected.hour) as varchar)
        ) as example
    from mart
    full join expected
        on
            mart.branch_id = expected.branch_id
            and mart.trading_date = expected.trading_date
            and mart.hour = expected.hour
    where
        mart.orders is distinct from expected.orders
        or mart.net_pence is distinct from expected.net_pence
)

select
    example,
    count(*) over () as failures
from failing
order by example
limit 5
