-- title: Average spend and items per order
-- question: How much does an order come to, and how many items are in it?
-- grain: one row
-- filters: dates, branch, region, franchise
-- needs: median_band
-- units: orders orders, net_pence pence, average_spend_pence pence per order, median_spend_pence pence per order,
--     units items, items_per_order items per order
-- definition: Average spend is net sales divided by orders, which are sales that are no refunds; it is withheld
--     under 30 orders. The median is the middle total of all orders, or the mean of the two middle ones; half of the
--     orders are smaller. Units are items sold, less items taken back; items per order are units divided by orders.
--     A branch-day of which nothing counts yet is unknown, not zero; partial days are shown.
with
total as (
    select
        cast(sum(mart.orders) as bigint) as orders,
        cast(sum(mart.net_pence) as bigint) as net_pence,
        cast(sum(mart.units) as decimal(18, 3)) as units
    from branch_day as mart
    inner join branch_day_state as day on mart.day_id = day.day_id
    where
        mart.trading_date between :first_day and :last_day
        and day.trading_date between :first_day and :last_day
        and day.branch_id = coalesce(:branch_id, day.branch_id)
        and day.region = coalesce(:region, day.region)
        and day.franchise = coalesce(:franchise, day.franchise)
        and day.is_known
),

owner as (
    select
        span.branch_id,
        span.first_day as owned_from,
        span.last_day as owned_to
    from scope_span as span
    inner join branch on span.branch_id = branch.branch_id
    where
        cast(:franchise as varchar) is null
        and branch.branch_id = coalesce(:branch_id, branch.branch_id)
        and coalesce(branch.region, '') = coalesce(:region, branch.region, '')
    union all
    select
        span.branch_id,
        greatest(span.first_day, owned.owned_from) as owned_from,
        least(span.last_day, coalesce(owned.owned_to, cast('9999-12-31' as date))) as owned_to
    from branch_franchise as owned
    inner join scope_span as span on owned.branch_id = span.branch_id
    inner join branch on owned.branch_id = branch.branch_id
    where
        owned.franchise = :franchise
        and branch.branch_id = coalesce(:branch_id, branch.branch_id)
        and coalesce(branch.region, '') = coalesce(:region, branch.region, '')
),

band as (
    select
        sale.total_pence,
        count(*) as orders
    from sale
    inner join owner on sale.branch_id = owner.branch_id
    where
        sale.total_pence between :band_from_pence and :band_to_pence
        and sale.trading_date between :first_day and :last_day
        and sale.trading_date between owner.owned_from and owner.owned_to
        and sale.is_current
        and not sale.is_refund
    group by sale.total_pence
),

placed as (
    select
        total_pence,
        :orders_below + sum(orders) over (order by total_pence) - orders as first_place,
        :orders_below + sum(orders) over (order by total_pence) as next_place
    from band
),

middle as (
    select avg(placed.total_pence) as median_spend_pence
    from placed
    inner join (select unnest([(orders - 1) // 2, orders // 2]) as place from total) as wanted
        on wanted.place >= placed.first_place and wanted.place < placed.next_place
)

select
    total.orders,
    total.net_pence,
    case when total.orders >= 30 then total.net_pence / total.orders end as average_spend_pence,
    case when total.orders >= 30 then middle.median_spend_pence end as median_spend_pence,
    total.units,
    case when total.orders >= 30 then cast(total.units as double) / total.orders end as items_per_order
from total
cross join middle
where total.orders is not null
