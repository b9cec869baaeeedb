-- title: Sales by franchise
-- question: What did each franchise take?
-- grain: one row a franchise, the largest net sales first
-- filters: dates, branch, region, franchise, product, category, size, daypart, tender
-- about: highest net_pence by franchise
-- units: franchise text, net_pence pence, gross_pence pence, discount_pence pence, refund_pence pence, orders orders,
--     average_spend_pence pence per order, units items, complete_days branch-days, expected_days branch-days
-- definition: Net sales are list prices times quantities, less discounts and refunds; a refund counts on its own date.
--     Gross sales are those before discounts and refunds. Average spend is net sales divided by orders, which are sales
--     that are no refunds; it is withheld under 30 orders. A branch-day belongs to the franchise that owned the branch
--     on that trading date; days that none owned are in the row without a name. A branch-day of which nothing counts
--     yet is unknown, not zero; partial days are shown. Units are items sold, less items taken back. Of a daypart only
--     net sales, orders and average spend are known; of a product, category or size net sales and units; of a tender
--     all but units.
select
    franchise,
    cast(sum(net_pence) as bigint) as net_pence,
    cast(sum(gross_pence) as bigint) as gross_pence,
    cast(sum(discount_pence) as bigint) as discount_pence,
    cast(sum(refund_pence) as bigint) as refund_pence,
    cast(sum(orders) as bigint) as orders,
    case when sum(orders) >= 30 then cast(sum(net_pence) as double precision) / sum(orders) end as average_spend_pence,
    cast(sum(units) as decimal(18, 3)) as units,
    count(*) filter (where is_expected and is_whole) as complete_days,
    count(*) filter (where is_expected) as expected_days
from chosen_day
group by franchise
having bool_or(is_known or is_expected)
order by net_pence desc nulls last, franchise
