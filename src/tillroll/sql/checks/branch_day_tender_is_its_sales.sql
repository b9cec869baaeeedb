-- title: the mart branch_day_tender says what the sales that count say
-- grain: one row an example, with the number of failures
-- filters: trading dates from :first_day to :last_day
with
sold as (
    select
        branch_id,
        trading_date,
        tender,
        count(case when not is_refund then 1 end) as orders,
        count(case when is_refund then 1 end) as refunds,
        sum(total_pence) as net_pence,
        coalesce(sum(case when is_refund then total_pence end), 0) as refund_pence
    from current_sale
    where trading_date between :first_day and :last_day
    group by branch_id, trading_date, tender
),

item as (
    select
        branch_id,
        trading_date,
        tender,
        coalesce(sum(case when not is_refund then gross_pence end), 0) as gross_pence,
        coalesce(sum(case when not is_refund then discount_pence end), 0) as discount_pence
    from current_sale_line
    where trading_date between :first_day and :last_day
    group by branch_id, trading_date, tender
),

expected as (
    select
        sold.*,
        item.gross_pence,
        item.discount_pence
    from sold
    inner join item
        on sold.branch_id = item.branch_id and sold.trading_date = item.trading_date and sold.tender = item.tender
),

mart as (
    select *
    from branch_day_tender
    where trading_date between :first_day and :last_day
),

failing as (
    select
        concat_ws(
            ' | ',
            coalesce(mart.branch_id, expected.branch_id),
            cast(coalesce(mart.trading_date, expected.trading_date) as varchar),
            coalesce(mart.tender, expected.tender)
        ) as example
    from mart
    full join expected
        on
            mart.branch_id = expected.branch_id
            and mart.trading_date = expected.trading_date
            and mart.tender = expected.tender
    where
        mart.orders is distinct from expected.orders
        or mart.refunds is distinct from expected.refunds
        or mart.net_pence is distinct from expected.net_pence
        or mart.gross_pence is distinct from expected.gross_pence
        or mart.discount_pence is distinct from expected.discount_pence
        or mart.refund_pence is distinct from expected.refund_pence
)

select
    example,
    count(*) over () as failures
from failing
order by example
limit 5
