-- title: what was received of each branch-day and what it comes to
-- grain: one row a branch and trading date with a readable document
-- filters: branch-days that the batch changes
insert into branch_day (
    day_id, branch_id, trading_date, orders, refunds, net_pence, gross_pence, discount_pence, refund_pence, units,
    first_at, last_at, documents_standing, documents_held, is_provisional
)
select
    received.day_id,
    received.branch_id,
    received.trading_date,
    coalesce(sold.orders, 0) as orders,
    coalesce(sold.refunds, 0) as refunds,
    coalesce(sold.net_pence, 0) as net_pence,
    coalesce(sold.gross_pence, 0) as gross_pence,
    coalesce(sold.discount_pence, 0) as discount_pence,
    coalesce(sold.refund_pence, 0) as refund_pence,
    coalesce(items.units, 0) as units,
    sold.first_at,
    sold.last_at,
    received.documents_standing,
    received.documents_held,
    provisional.branch_id is not null as is_provisional
from (
    select
        touched.day_id,
        day.branch_id,
        day.trading_date,
        cast(count(case when day.stands then 1 end) as integer) as documents_standing,
        cast(count(case when day.outcome = 'held' then 1 end) as integer) as documents_held
    from document_day as day
    inner join touched_day as touched
        on day.branch_id = touched.branch_id and day.trading_date = touched.trading_date
    left join contested_day as contested on touched.day_id = contested.day_id
    where
        day.trading_date between :first_day and :last_day
        and (
            contested.day_id is not null
            or exists (
                select 1 from staged_day as staged
                where staged.branch_id = day.branch_id and staged.trading_date = day.trading_date
            )
        )
    group by touched.day_id, day.branch_id, day.trading_date
) as received
left join (
    select
        day_id,
        cast(sum(orders) as integer) as orders,
        cast(sum(refunds) as integer) as refunds,
        cast(sum(net_pence) as bigint) as net_pence,
        cast(sum(gross_pence) as bigint) as gross_pence,
        cast(sum(discount_pence) as bigint) as discount_pence,
        cast(sum(refund_pence) as bigint) as refund_pence,
        min(first_at) as first_at,
        max(last_at) as last_at
    from changed_tender
    group by day_id
) as sold on received.day_id = sold.day_id
left join (
    select
        day_id,
        cast(sum(units) as decimal(12, 3)) as units
    from changed_product
    group by day_id
) as items on received.day_id = items.day_id
left join provisional_day as provisional
    on received.branch_id = provisional.branch_id and received.trading_date = provisional.trading_date
