-- title: what was received of each branch-day and what it comes to
-- grain: one row a branch and trading date with a readable document
-- filters: branch-days that the batch changes
insert into branch_day (
    branch_id, trading_date, orders, refunds, net_pence, units, first_at, last_at,
    documents_standing, documents_held, is_provisional
)
select
    received.branch_id,
    received.trading_date,
    coalesce(sold.orders, 0) as orders,
    coalesce(sold.refunds, 0) as refunds,
    coalesce(sold.net_pence, 0) as net_pence,
    coalesce(items.units, 0) as units,
    sold.first_at,
    sold.last_at,
    received.documents_standing,
    received.documents_held,
    coalesce(provisional.branch_id is not null, false) as is_provisional
from (
    select
        day.branch_id,
        day.trading_date,
        cast(count(*) filter (day.stands) as integer) as documents_standing,
        cast(count(*) filter (day.outcome = 'held') as integer) as documents_held
    from document_day as day
    inner join touched_day as touched
        on day.branch_id = touched.branch_id and day.trading_date = touched.trading_date
    left join contested_day as contested
        on day.branch_id = contested.branch_id and day.trading_date = contested.trading_date
    where
        day.trading_date between :first_day and :last_day
        and (
            contested.branch_id is not null
            or exists (
                select 1 from staged_day as staged
                where staged.branch_id = day.branch_id and staged.trading_date = day.trading_date
            )
        )
    group by day.branch_id, day.trading_date
) as received
left join (
    select
        branch_id,
        trading_date,
        cast(count(*) filter (not is_refund) as integer) as orders,
        cast(count(*) filter (is_refund) as integer) as refunds,
        cast(sum(total_pence) as bigint) as net_pence,
        min(placed_at) as first_at,
        max(placed_at) as last_at
    from changed_sale
    group by branch_id, trading_date
) as sold on received.branch_id = sold.branch_id and received.trading_date = sold.trading_date
left join (
    select
        branch_id,
        trading_date,
        sum(units) as units
    from changed_product
    group by branch_id, trading_date
) as items on received.branch_id = items.branch_id and received.trading_date = items.trading_date
left join provisional_day as provisional
    on received.branch_id = provisional.branch_id and received.trading_date = provisional.trading_date
