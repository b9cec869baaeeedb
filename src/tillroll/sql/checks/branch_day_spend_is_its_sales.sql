-- title: the mart branch_day_spend says what the orders that count come to
-- grain: one row an example, with the number of failures
-- filters: trading dates from :first_day to :last_day
with
expected as (
    select
        branch_id,
        trading_date,
        total_pence - total_pence % 50 as from_pence,
        count(*) as orders,
        count(case when total_pence % 50 < 10 then 1 end) as orders_under_10,
        count(case when total_pence % 50 < 20 then 1 end) as orders_under_20,
        count(case when total_pence % 50 < 30 then 1 end) as orders_under_30,
        count(case when total_pence % 50 < 40 then 1 end) as orders_under_40
    from current_sale
    where trading_date between :first_day and :last_day and not is_refund
    group by branch_id, trading_date, total_pence - total_pence % 50
),

mart as (
    select *
    from branch_day_spend
    where trading_date between :first_day and :last_day
),

failing as (
    select
        concat_ws(
            ' | ',
            coalesce(mart.branch_id, expected.branch_id),
            cast(coalesce(mart.trading_date, expected.trading_date) as varchar),
            cast(coalesce(mart.from_pence, expected.from_pence) as varchar)
        ) as example
    from mart
    full join expected
        on
            mart.branch_id = expected.branch_id
            and mart.trading_date = expected.trading_date
            and mart.from_pence = expected.from_pence
    where
        mart.orders is distinct from expected.orders
        or mart.orders_under_10 is distinct from expected.orders_under_10
        or mart.orders_under_20 is distinct from expected.orders_under_20
        or mart.orders_under_30 is distinct from expected.orders_under_30
        or mart.orders_under_40 is distinct from expected.orders_under_40
)

select
    example,
    count(*) over () as failures
from failing
order by example
limit 5
