-- title: what was received of each branch-day, and when the file came that holds the day's last sale
-- grain: one row a branch and trading date with a readable document
-- filters: trading dates from :first_day to :last_day; a held document counts only if it first brought that sale,
-- as one that stood, was corrected and came again
with
returned as (
    select
        day.document_id,
        day.branch_id,
        day.trading_date
    from document_day as day
    inner join branch_day as mart on day.branch_id = mart.branch_id and day.trading_date = mart.trading_date
    inner join current_sale as sale
        on
            day.document_id = sale.document_id
            and day.branch_id = sale.branch_id
            and day.trading_date = sale.trading_date
            and date_trunc('minute', mart.last_at) = date_trunc('minute', sale.placed_at)
    where
        day.outcome = 'held'
        and day.trading_date between :first_day and :last_day
        and sale.trading_date between :first_day and :last_day
    group by day.document_id, day.branch_id, day.trading_date
),

delivery as (
    select
        day.branch_id,
        day.trading_date,
        min(day.delivered_at) as first_delivered_at,
        min(
            case
                when
                    (day.outcome not in ('held', 'dismissed') or returned.document_id is not null)
                    and day.last_at >= date_trunc('minute', mart.last_at)
                    then day.delivered_at
            end
        ) as last_sale_delivered_at,
        min(case when day.outcome = 'held' then day.reason end) as held_reason
    from document_day as day
    inner join branch_day as mart on day.branch_id = mart.branch_id and day.trading_date = mart.trading_date
    left join returned
        on
            day.document_id = returned.document_id
            and day.branch_id = returned.branch_id
            and day.trading_date = returned.trading_date
    where day.trading_date between :first_day and :last_day
    group by day.branch_id, day.trading_date
)

select
    mart.branch_id,
    mart.trading_date,
    mart.orders,
    mart.refunds,
    mart.net_pence,
    mart.last_at,
    mart.documents_standing,
    mart.documents_held,
    mart.is_provisional,
    cast(mart.units as double precision) as units,
    coalesce(delivery.last_sale_delivered_at, delivery.first_delivered_at) as received_at,
    delivery.held_reason
from branch_day as mart
inner join delivery on mart.branch_id = delivery.branch_id and mart.trading_date = delivery.trading_date
where mart.trading_date between :first_day and :last_day
