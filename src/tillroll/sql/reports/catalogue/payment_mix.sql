-- title: Payment mix
-- question: How do customers pay?
-- grain: one row a tender, the largest net sales first
-- filters: dates, branch, region, franchise, product, category, size, daypart
-- needs: chosen_product, part_tender
-- about: highest share_of_net by tender
-- units: tender text, net_pence pence, share_of_net share, orders orders, share_of_orders share, average_spend_pence
--     pence per order
-- definition: Net sales and orders by cash and card; the type of card is never known. Shares are withheld under 30
--     orders in all. Average spend is net sales divided by orders, which are sales that are no refunds; it is withheld
--     under 30 orders. A branch-day of which nothing counts yet is unknown, not zero; partial days are shown. Of items,
--     orders are those with one of them.
with
total as (
    select
        mart.tender,
        cast(sum(mart.net_pence) as bigint) as net_pence,
        cast(sum(mart.orders) as bigint) as orders
    from branch_day_tender as mart
    inner join chosen_day on mart.day_id = chosen_day.day_id
    where
        mart.trading_date between :first_day and :last_day
        and coalesce(
            cast(:daypart as varchar), cast(:product as varchar), cast(:category as varchar), cast(:size as varchar)
        ) is null
    group by mart.tender
    union all
    select
        tender,
        net_pence,
        orders
    from part_tender
)

select
    tender,
    net_pence,
    case
        when sum(orders) over () >= 30
            then cast(net_pence as double precision) / nullif(sum(net_pence) over (), 0)
    end as share_of_net,
    orders,
    case
        when sum(orders) over () >= 30
            then cast(orders as double precision) / nullif(sum(orders) over (), 0)
    end as share_of_orders,
    case when orders >= 30 then cast(net_pence as double precision) / orders end as average_spend_pence
from total
order by total.net_pence desc, tender
