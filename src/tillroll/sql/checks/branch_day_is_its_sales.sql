-- title: the mart branch_day says what the sales that count and the documents say
-- grain: one row an example, with the number of failures
-- filters: trading dates from :first_day to :last_day
with
sold as (
    select
        branch_id,
        trading_date,
        count(case when not is_refund then 1 end) as orders,
        count(case when is_refund then 1 end) as refunds,
        sum(total_pence) as net_pence,
        coalesce(sum(case when is_refund then total_pence end), 0) as refund_pence,
        min(placed_at) as first_at,
        max(placed_at) as last_at
    from current_sale
    where trading_date between :first_day and :last_day
    group by branch_id, trading_date
),

item as (
    select
        branch_id,
        trading_date,
        coalesce(sum(case when not is_refund then gross_pence end), 0) as gross_pence,
        coalesce(sum(case when not is_refund then discount_pence end), 0) as discount_pence,
        sum(quantity) as units
    from current_sale_line
    where trading_date between :first_day and :last_day
    group by branch_id, trading_date
),

delivered as (
    select
        branch_id,
        trading_date,
        count(case when stands then 1 end) as documents_standing,
        count(case when outcome = 'held' then 1 end) as documents_held
    from document_day
    where trading_date between :first_day and :last_day
    group by branch_id, trading_date
),

expected as (
    select
        coalesce(delivered.branch_id, sold.branch_id) as branch_id,
        coalesce(delivered.trading_date, sold.trading_date) as trading_date,
        coalesce(sold.orders, 0) as orders,
        coalesce(sold.refunds, 0) as refunds,
        coalesce(sold.net_pence, 0) as net_pence,
        coalesce(item.gross_pence, 0) as gross_pence,
        coalesce(item.discount_pence, 0) as discount_pence,
        coalesce(sold.refund_pence, 0) as refund_pence,
        coalesce(item.units, 0) as units,
        sold.first_at,
        sold.last_at,
        delivered.documents_standing,
        delivered.documents_held
    from delivered
    full join sold on delivered.branch_id = sold.branch_id and delivered.trading_date = sold.trading_date
    left join item on sold.branch_id = item.branch_id and sold.trading_date = item.trading_date
),

mart as (
    select *
    from branch_day
    where trading_date between :first_day and :last_day
),

failing as (
    select
        concat_ws(
            ' | ',
            coalesce(mart.branch_id, expected.branch_id),
            cast(coalesce(mart.trading_date, expected.trading_date) as varchar)
        ) as example
    from mart
    full join expected on mart.branch_id = expected.branch_id and mart.trading_date = expected.trading_date
    where
        mart.orders is distinct from expected.orders
        or mart.refunds is distinct from expected.refunds
        or mart.net_pence is distinct from expected.net_pence
        or mart.gross_pence is distinct from expected.gross_pence
        or mart.discount_pence is distinct from expected.discount_pence
        or mart.refund_pence is distinct from expected.refund_pence
        or mart.units is distinct from expected.units
        or mart.first_at is distinct from expected.first_at
        or mart.last_at is distinct from expected.last_at
        or mart.documents_standing is distinct from expected.documents_standing
        or mart.documents_held is distinct from expected.documents_held
)

select
    example,
    count(*) over () as failures
from failing
order by example
limit 5
